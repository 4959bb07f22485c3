package dev.troupe.node;

import akka.actor.typed.ActorSystem;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import dev.troupe.gateway.tls.PemFiles;
import dev.troupe.gateway.tls.RotatingTls;
import java.nio.file.Path;
import java.util.Optional;

/** The management endpoints, which bootstrap also uses, under the same mutual TLS as Artery ({@code tls.conf}). */
final class NodeTls {
  private NodeTls() {}

  static void startManagement(ActorSystem<?> system) {
    Config tls = system.settings().config().getConfig("troupe.tls");
    if (tls.getString("certificate").isBlank()) {
      AkkaManagement.get(system).start();
      return;
    }
    PemFiles files =
        new PemFiles(Path.of(tls.getString("certificate")), Path.of(tls.getString("key")), Optional.of(Path.of(tls.getString("authority"))));
    RotatingTls rotating = new RotatingTls(files, tls.getDuration("read-again-after"));
    rotating.useAmongNodes(system);
    AkkaManagement.get(system).start(settings -> settings.withHttpsConnectionContext(rotating.server(true)));
  }
}
