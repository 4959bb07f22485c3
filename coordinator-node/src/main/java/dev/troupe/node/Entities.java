package dev.troupe.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import dev.troupe.node.agent.AgentArchive;
import dev.troupe.node.agent.AgentEntity;
import dev.troupe.node.agent.AgentSettings;
import dev.troupe.node.dispatch.DispatchSettings;
import dev.troupe.node.dispatch.Dispatcher;
import dev.troupe.node.keys.GuardEntity;
import dev.troupe.node.keys.KeyEntity;
import dev.troupe.node.keys.KeySettings;
import dev.troupe.node.work.Crowd;
import dev.troupe.node.work.WorkClerk;
import dev.troupe.node.work.WorkItem;
import dev.troupe.node.work.WorkSettings;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.GuardCommand;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.time.InstantSource;

/** Sets the kinds of entities up: on a coordinator they live, elsewhere they are reached through a proxy. */
final class Entities {
  static final String ROLE = "coordinator";

  private Entities() {}

  /**
   * @param archive what agents ask the database
   * @param source what dispatchers ask it
   * @return how to reach any of them
   */
  static Directory init(ActorSystem<?> system, AgentArchive archive, Dispatcher.ReadySource source) {
    ClusterSharding sharding = ClusterSharding.get(system);
    Directory directory = Directory.of(sharding);
    Config config = system.settings().config();
    InstantSource clock = InstantSource.system();
    WorkSettings work = WorkSettings.of(config);
    Crowd crowd = new Crowd(work.mostInMemory());
    AgentSettings agents = AgentSettings.of(config);
    DispatchSettings dispatch = DispatchSettings.of(config);
    boolean coordinates = Cluster.get(system).selfMember().hasRole(ROLE);

    sharding.init(
        Entity.of(
                WorkCommand.TYPE_KEY,
                entity -> WorkItem.create(new WorkId(entity.getEntityId()), work, crowd, directory, clock, entity.getShard()))
            .withRole(ROLE)
            .withStopMessage(WorkItem.stopMessage()));
    ActorRef<WorkBatch> clerk = coordinates ? WorkClerk.start(system, directory) : system.<WorkBatch>ignoreRef();
    sharding.init(
        Entity.of(
                AgentCommand.TYPE_KEY,
                entity ->
                    AgentEntity.create(
                        new AgentId(entity.getEntityId()), agents, directory, archive, clock, entity.getShard()))
            .withRole(ROLE)
            .withStopMessage(AgentEntity.stopMessage()));
    sharding.init(
        Entity.of(
                DispatchCommand.TYPE_KEY,
                entity ->
                    Dispatcher.create(new TeamId(entity.getEntityId()), dispatch, directory, clerk, source, clock, entity.getShard()))
            .withRole(ROLE)
            .withStopMessage(Dispatcher.stopMessage()));
    initKeys(sharding, KeySettings.of(config), clock);
    return directory;
  }

  private static void initKeys(ClusterSharding sharding, KeySettings settings, InstantSource clock) {
    sharding.init(
        Entity.of(
                KeyCommand.TYPE_KEY,
                entity -> KeyEntity.create(new KeyId(entity.getEntityId()), settings, clock, entity.getShard()))
            .withRole(ROLE)
            .withStopMessage(KeyEntity.stopMessage()));
    sharding.init(
        Entity.of(GuardCommand.TYPE_KEY, entity -> GuardEntity.create(settings, clock, entity.getShard()))
            .withRole(ROLE)
            .withStopMessage(GuardEntity.stopMessage()));
  }
}
