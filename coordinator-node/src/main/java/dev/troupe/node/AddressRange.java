package dev.troupe.node;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * A network in CIDR notation, such as 10.117.0.0/24. A container in several networks must give other nodes its address in the one they
 * share, which is not always the first.
 */
record AddressRange(InetAddress network, int prefix) {

  /** @throws IllegalArgumentException if the text is not an address, a slash and the number of leading bits */
  static AddressRange parse(String cidr) {
    String[] parts = cidr.strip().split("/");
    try {
      if (parts.length == 2 && parts[0].matches("[0-9.]+|[0-9a-fA-F:]+")) {
        InetAddress network = InetAddress.getByName(parts[0]);
        int prefix = Integer.parseInt(parts[1]);
        if (prefix >= 0 && prefix <= 8 * network.getAddress().length) {
          return new AddressRange(network, prefix);
        }
      }
    } catch (UnknownHostException | NumberFormatException told) {
      // Told below, like every other way of being none.
    }
    throw new IllegalArgumentException("Expected a network such as 10.117.0.0/24, but got \"" + cidr + "\".");
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    int shift = 8 * bytes.length - prefix;
    return bytes.length == network.getAddress().length
        && new BigInteger(1, bytes).shiftRight(shift).equals(new BigInteger(1, network.getAddress()).shiftRight(shift));
  }

  /**
   * The first of the addresses that lies within.
   *
   * @throws IllegalArgumentException naming all of them, if none does
   */
  String pick(List<InetAddress> addresses) {
    return addresses.stream()
        .filter(this::contains)
        .findFirst()
        .map(InetAddress::getHostAddress)
        .orElseThrow(
            () -> new IllegalArgumentException("Expected an address in " + network.getHostAddress() + "/" + prefix + ", but there are " + addresses + "."));
  }

  /** Every address of this machine. */
  static List<InetAddress> local() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(card -> card.getInterfaceAddresses().stream())
          .map(InterfaceAddress::getAddress)
          .toList();
    } catch (SocketException e) {
      throw new IllegalStateException("Expected to see the network interfaces, but: " + e.getMessage(), e);
    }
  }
}
