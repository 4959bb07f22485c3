package dev.troupe.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The account PostgreSQL's programs run under, because they refuse to run as root.
 *
 * <p>Root steps into an unmapped user namespace ({@code unshare -U}): there the programs see uid 65534 and have no
 * privilege left, while files stay root's own, so any folder works, {@code /root} included. Where namespaces are
 * forbidden (a container without SYS_ADMIN) it becomes {@code nobody} by {@code setpriv} instead; then every folder above the
 * data folder must be open to others.
 */
enum ServerAccount {
  SELF(List.of(), -1),
  ROOT_IN_USER_NAMESPACE(List.of("unshare", "-U"), 0),
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), 65534);

  private final List<String> prefix;
  private final int owner;

  ServerAccount(List<String> prefix, int owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  static ServerAccount choose() throws IOException {
    if (!isRoot()) {
      return SELF;
    }
    for (ServerAccount candidate : List.of(ROOT_IN_USER_NAMESPACE, NOBODY)) {
      if (Programs.succeeds(candidate.command(List.of("true")))) {
        return candidate;
      }
    }
    throw new IOException("PostgreSQL refuses to run as root, and neither unshare nor setpriv (package util-linux) works here. "
      + "Run troupe as another user, or set TROUPE_DB_URL to a PostgreSQL of your own.");
  }

  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  /** Makes the account the owner of everything in the folder; an earlier run may have chosen another account. */
  void own(Path folder) throws IOException {
    if (owns(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  boolean owns(Path folder) throws IOException {
    return this == SELF || owner(folder) == owner;
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }
}
