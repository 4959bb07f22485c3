package dev.troupe.node.split;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class SplitBrainTest {

  @Test
  void wantsNodesThatCanAllDecide() {
    assertThatCode(() -> SplitBrain.check(config("lease-majority", "coordinator, gateway"))).doesNotThrowAnyException();
    assertThatCode(() -> SplitBrain.check(config("keep-majority", "gateway"))).doesNotThrowAnyException();
    for (String role : new String[] {"gateway", "coordinator"}) {
      assertThatThrownBy(() -> SplitBrain.check(config("lease-majority", role)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("TROUPE_SBR_STRATEGY")
          .hasMessageContaining("keep-majority");
    }
  }

  private static Config config(String strategy, String roles) {
    return ConfigFactory.parseString("akka.cluster { roles = [" + roles + "], split-brain-resolver.active-strategy = " + strategy + " }");
  }
}
