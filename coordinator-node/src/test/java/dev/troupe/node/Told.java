package dev.troupe.node;

import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A directory that only writes down what was told to whom. */
public final class Told {
  public final List<Map.Entry<WorkId, WorkCommand>> work = new ArrayList<>();
  public final List<Map.Entry<AgentId, AgentCommand>> agents = new ArrayList<>();
  public final List<Map.Entry<TeamId, DispatchCommand>> dispatchers = new ArrayList<>();

  public Directory directory() {
    return new Directory(
        (id, command) -> work.add(Map.entry(id, command)),
        (id, command) -> agents.add(Map.entry(id, command)),
        (id, command) -> dispatchers.add(Map.entry(id, command)));
  }

  public <C> List<C> toWork(Class<C> type) {
    return of(work.stream().map(Map.Entry::getValue).toList(), type);
  }

  public <C> List<C> toAgents(Class<C> type) {
    return of(agents.stream().map(Map.Entry::getValue).toList(), type);
  }

  public <C> List<C> toDispatchers(Class<C> type) {
    return of(dispatchers.stream().map(Map.Entry::getValue).toList(), type);
  }

  private static <C> List<C> of(List<?> told, Class<C> type) {
    return told.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
