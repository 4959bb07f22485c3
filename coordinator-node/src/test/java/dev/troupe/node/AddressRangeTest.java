package dev.troupe.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @Test
  void picksTheAddressOnTheNodesOwnNetworkNotTheFirst() throws Exception {
    List<InetAddress> container = List.of(
        InetAddress.getByName("127.0.0.1"), InetAddress.getByName("172.18.0.5"), InetAddress.getByName("10.117.1.9"), InetAddress.getByName("10.117.0.7"));
    assertThat(AddressRange.parse("10.117.0.0/24").pick(container)).isEqualTo("10.117.0.7");
    assertThat(AddressRange.parse("172.16.0.0/12").pick(container)).isEqualTo("172.18.0.5");
    assertThat(AddressRange.parse("0.0.0.0/0").pick(container)).isEqualTo("127.0.0.1");
    assertThatThrownBy(() -> AddressRange.parse("192.168.0.0/16").pick(container)).hasMessageContaining("172.18.0.5");
  }

  @Test
  void knowsBothKindsOfAddresses() throws Exception {
    AddressRange six = AddressRange.parse("fd00:1::/64");
    assertThat(six.contains(InetAddress.getByName("fd00:1::9"))).isTrue();
    assertThat(six.contains(InetAddress.getByName("fd00:2::9"))).isFalse();
    assertThat(six.contains(InetAddress.getByName("10.0.0.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "example.org/24", "10.0.0.0/24/1"})
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Expected a network");
  }
}
