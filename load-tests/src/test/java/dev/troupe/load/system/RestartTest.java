package dev.troupe.load.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.Console;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.client.Work;
import dev.troupe.cli.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping everything and starting it again on the same folder changes nothing. */
class RestartTest {
  @TempDir Path folder;

  @Test
  void findsEverythingAsItWas() throws IOException {
    Claim held;
    LocalCluster first = start();
    try {
      TroupeClient client = client(first);
      client.register("ada", new Agent.Registration(null, null, 3, null, null)).join();
      client.addBatch(List.of(NewWork.of("one", "test", "One"), NewWork.of("two", "test", "Two"))).join();
      held = client.claimById("one", "ada").join();
    } finally {
      first.stop();
    }

    LocalCluster second = start();
    try {
      TroupeClient client = client(second);
      Work one = client.get("one").join();
      assertThat(one.status()).isEqualTo("claimed");
      assertThat(one.claimedBy()).isEqualTo("ada");
      assertThat(client.complete("one", "ada", held.leaseToken(), null).join().status()).isEqualTo("completed");
      List<Claim> next = client.claimNext("ada", 3, Duration.ofSeconds(20), List.of()).join();
      assertThat(next).extracting(claim -> claim.work().id()).containsExactly("two");
    } finally {
      second.stop();
    }
  }

  private LocalCluster start() throws IOException {
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(folder.resolve("cluster"), 1, 0));
    cluster.start(Console.standard());
    return cluster;
  }

  private static TroupeClient client(LocalCluster cluster) {
    return new TroupeClient(cluster.urls(), 0, TroupeClient.Settings.defaults());
  }
}
