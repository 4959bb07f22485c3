package dev.troupe.gateway.http;

import dev.troupe.protocol.KeyRole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may make which call of {@link RouteTable}. A call that does not stand there does not exist, whatever routes there are, with keys or without; so a
 * route whose row was forgotten fails its first test.
 */
final class Permissions {
  private static final String ANY = "*";
  private static final String AGENT = "{agent}";

  /** Kinds of calls, by who may make them. */
  enum Access {
    /** Nobody is asked who they are. */
    PUBLIC(KeyRole.AGENT, KeyRole.VIEWER, KeyRole.OPERATOR, KeyRole.ADMIN),
    READ(KeyRole.VIEWER, KeyRole.OPERATOR, KeyRole.ADMIN),
    READ_WORK(KeyRole.AGENT, KeyRole.VIEWER, KeyRole.OPERATOR, KeyRole.ADMIN),
    /** Where the call names an agent, in its path or its body, an agent's key must be bound to it. */
    WORK(KeyRole.AGENT, KeyRole.OPERATOR, KeyRole.ADMIN),
    OPERATE(KeyRole.OPERATOR, KeyRole.ADMIN),
    KEYS(KeyRole.ADMIN);

    private final Set<KeyRole> roles;

    Access(KeyRole first, KeyRole... others) {
      this.roles = EnumSet.of(first, others);
    }

    boolean allows(KeyRole role) {
      return roles.contains(role);
    }
  }

  /** What the table says of a call. */
  sealed interface Found {

    /**
     * @param name its one short name, for whatever counts calls
     * @param agent the agent the path names
     * @param variable what stands in the path for the part that is not spelt out, or empty text; no row has two
     */
    record Listed(String name, Access access, Optional<String> agent, String variable) implements Found {}

    record WrongMethod(Set<String> allowed) implements Found {}

    record NoSuchPath() implements Found {}
  }

  /** @param path segments as they stand; {@code *} for any, {@code {agent}} for the id of an agent */
  record Entry(String name, String method, List<String> path, Access access) {
    boolean covers(List<String> segments) {
      if (segments.size() != path.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        String expected = path.get(i);
        if (!expected.equals(ANY) && !expected.equals(AGENT) && !expected.equals(segments.get(i))) {
          return false;
        }
      }
      return true;
    }

    Found.Listed listed(List<String> segments) {
      int agent = path.indexOf(AGENT);
      int variable = agent < 0 ? path.indexOf(ANY) : agent;
      return new Found.Listed(
          name, access, agent < 0 ? Optional.empty() : Optional.of(segments.get(agent)), variable < 0 ? "" : segments.get(variable));
    }
  }

  /** One for each row of {@link RouteTable}. No two cover the same call: a test sees to it. */
  static final List<Entry> TABLE = RouteTable.ROWS.stream().map(Permissions::entry).toList();

  private Permissions() {}

  /** @param segments the path, each segment decoded */
  static Found of(String method, List<String> segments) {
    Set<String> methods = new TreeSet<>();
    for (Entry entry : TABLE) {
      if (entry.covers(segments)) {
        if (entry.method().equals(method)) {
          return entry.listed(segments);
        }
        methods.add(entry.method());
      }
    }
    return methods.isEmpty() ? new Found.NoSuchPath() : new Found.WrongMethod(methods);
  }

  private static Entry entry(RouteTable.Row row) {
    List<String> segments = new ArrayList<>();
    for (String part : row.template().substring(1).split("/")) {
      segments.add(part.equals("{agent_id}") ? AGENT : part.startsWith("{") ? ANY : part);
    }
    return new Entry(row.toString(), row.method(), List.copyOf(segments), row.access());
  }
}
