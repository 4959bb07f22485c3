package dev.troupe.node;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.util.function.BiConsumer;

/** How entities reach one another: by name, wherever the other lives. What is told may be lost; nothing here waits. */
public record Directory(
    BiConsumer<WorkId, WorkCommand> work, BiConsumer<AgentId, AgentCommand> agents, BiConsumer<TeamId, DispatchCommand> dispatchers) {

  public static Directory of(ClusterSharding sharding) {
    return new Directory(
        (id, command) -> sharding.entityRefFor(WorkCommand.TYPE_KEY, id.value()).tell(command),
        (id, command) -> sharding.entityRefFor(AgentCommand.TYPE_KEY, id.value()).tell(command),
        (id, command) -> sharding.entityRefFor(DispatchCommand.TYPE_KEY, id.value()).tell(command));
  }

  public void tell(WorkId id, WorkCommand command) {
    work.accept(id, command);
  }

  public void tell(AgentId id, AgentCommand command) {
    agents.accept(id, command);
  }

  public void tell(TeamId id, DispatchCommand command) {
    dispatchers.accept(id, command);
  }
}
