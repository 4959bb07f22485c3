package dev.troupe.node.split;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionIdProvider;
import akka.cluster.UniqueAddress;
import dev.troupe.node.journal.DatabaseSettings;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The node's way to {@link ArbiterTable}: one thread of its own, which is idle but for the seconds after a pause, a partition or a loss. */
final class Arbiter implements Extension {
  private final ArbiterTable table;
  private final ScheduledThreadPoolExecutor thread;

  private Arbiter(ExtendedActorSystem system) {
    table = new ArbiterTable(DatabaseSettings.of(system.settings().config()));
    thread = daemon("troupe-arbiter");
    system.registerOnTermination(thread::shutdownNow);
  }

  static Arbiter get(ClassicActorSystemProvider system) {
    return Id.INSTANCE.get(system);
  }

  /** One thread that keeps no process alive. */
  static ScheduledThreadPoolExecutor daemon(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        work -> {
          Thread one = new Thread(work, name);
          one.setDaemon(true);
          return one;
        });
  }

  /** The name of a node in one of its lives. */
  static String name(UniqueAddress node) {
    return node.address().hostPort() + "#" + node.longUid();
  }

  ArbiterTable table() {
    return table;
  }

  ScheduledExecutorService thread() {
    return thread;
  }

  private static final class Id extends AbstractExtensionId<Arbiter> implements ExtensionIdProvider {
    static final Id INSTANCE = new Id();

    @Override
    public Arbiter createExtension(ExtendedActorSystem system) {
      return new Arbiter(system);
    }

    @Override
    public Id lookup() {
      return INSTANCE;
    }
  }
}
