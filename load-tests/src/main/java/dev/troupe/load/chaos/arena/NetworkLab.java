package dev.troupe.load.chaos.arena;

import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A network namespace for each node on one bridge of its own, so that what passes between two nodes can be dropped, lost, slowed and doubled. */
public final class NetworkLab implements AutoCloseable {

  private static final List<String> TOOLS = List.of("ip", "iptables", "tc", "nsenter");
  private final String bridge;
  private final String subnet;
  private final String name;
  private final int nodes;

  private NetworkLab(String name, String subnet, int nodes) {
    this.name = name;
    this.bridge = name + "br";
    this.subnet = subnet;
    this.nodes = nodes;
  }

  /** Why there can be none on this machine; empty when there can. */
  public static Optional<String> missing() {
    if (!Programs.succeeds(List.of("sh", "-c", "[ \"$(id -u)\" = 0 ]"))) {
      return Optional.of("network namespaces need root");
    }
    Optional<String> tool = TOOLS.stream().filter(one -> !Programs.succeeds(List.of("sh", "-c", "command -v " + one))).findFirst();
    if (tool.isPresent()) {
      return Optional.of("there is no program " + tool.get() + " (Debian: iproute2, iptables, util-linux)");
    }
    return Programs.succeeds(List.of("unshare", "--net", "true")) ? Optional.empty() : Optional.of("this kernel or container allows no network namespaces");
  }

  public static NetworkLab create(int nodes) throws IOException {
    String name = "tc" + Long.toString(ProcessHandle.current().pid(), 36);
    NetworkLab lab = new NetworkLab(name, freeSubnet(), nodes);
    try {
      lab.build();
      return lab;
    } catch (IOException failed) {
      lab.close();
      throw failed;
    }
  }

  public String host(int node) {
    return subnet + "." + node;
  }

  /** Where this process is to be reached from within the namespaces. */
  public String outside() {
    return subnet + ".254";
  }

  /** Runs a command in the node's namespace. */
  public List<String> prefix(int node) {
    return List.of("nsenter", "--net=/var/run/netns/" + namespace(node));
  }

  /** What {@code from} sends does not arrive at {@code to}. */
  public void drop(int from, int to) throws IOException {
    in(to, "iptables", "-A", "INPUT", "-s", host(from), "-j", "DROP");
  }

  /** This share of what the node receives from others is lost, 0 to 1. */
  public void lose(int node, double share) throws IOException {
    for (int other = 1; other <= nodes; other++) {
      if (other != node) {
        in(node, "iptables", "-A", "INPUT", "-s", host(other), "-m", "statistic", "--mode", "random", "--probability", Double.toString(share), "-j", "DROP");
      }
    }
  }

  /** What the node sends waits in a queue of so many milliseconds at most, behind a link of so many kilobits a second. */
  public void slow(int node, int kilobits, int millis) throws IOException {
    in(node, "tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", kilobits + "kbit", "burst", "16k", "latency", millis + "ms");
  }

  /** What the node sends to other nodes arrives twice. */
  public void duplicate(int node) throws IOException {
    for (int other = 1; other <= nodes; other++) {
      if (other != node) {
        in(node, "iptables", "-t", "mangle", "-A", "POSTROUTING", "-d", host(other), "-j", "TEE", "--gateway", host(other));
      }
    }
  }

  public void heal() throws IOException {
    for (int node = 1; node <= nodes; node++) {
      in(node, "iptables", "-F");
      in(node, "iptables", "-t", "mangle", "-F");
      Programs.succeeds(command(node, "tc", "qdisc", "del", "dev", "eth0", "root"));
    }
  }

  @Override
  public void close() {
    for (int node = 1; node <= nodes; node++) {
      Programs.succeeds(List.of("ip", "netns", "del", namespace(node)));
    }
    Programs.succeeds(List.of("ip", "link", "del", bridge));
  }

  private void build() throws IOException {
    run("ip", "link", "add", bridge, "type", "bridge");
    run("ip", "addr", "add", outside() + "/24", "dev", bridge);
    run("ip", "link", "set", bridge, "up");
    for (int node = 1; node <= nodes; node++) {
      String cable = name + "v" + node;
      run("ip", "netns", "add", namespace(node));
      run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace(node));
      run("ip", "link", "set", cable, "master", bridge, "up");
      in(node, "ip", "addr", "add", host(node) + "/24", "dev", "eth0");
      in(node, "ip", "link", "set", "eth0", "up");
      in(node, "ip", "link", "set", "lo", "up");
    }
  }

  private static String freeSubnet() throws IOException {
    List<String> taken = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).map(address -> address.getHostAddress()).toList();
    for (int third = 0; third < 256; third++) {
      String subnet = "10.98." + third;
      if (taken.stream().noneMatch(address -> address.startsWith(subnet + "."))) {
        return subnet;
      }
    }
    throw new IOException("Every network from 10.98.0 to 10.98.255 is taken");
  }

  private String namespace(int node) {
    return name + "n" + node;
  }

  private List<String> command(int node, String... command) {
    List<String> whole = new ArrayList<>(prefix(node));
    whole.addAll(Arrays.asList(command));
    return whole;
  }

  private void in(int node, String... command) throws IOException {
    Programs.run(command(node, command), Path.of("/"));
  }

  private static void run(String... command) throws IOException {
    Programs.run(List.of(command), Path.of("/"));
  }
}
