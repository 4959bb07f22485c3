package dev.troupe.node.split;

import static org.assertj.core.api.Assertions.assertThat;

import akka.coordination.lease.LeaseSettings;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.journal.Schema;
import dev.troupe.node.journal.TestPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostgresLeaseTest {
  private static final Duration LENGTH = Duration.ofMillis(1_500);

  private final ScheduledExecutorService threadOfA = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledExecutorService threadOfB = Executors.newSingleThreadScheduledExecutor();
  private TestPostgres.Database database;
  private ArbiterTable table;
  private PostgresLease ofA;
  private PostgresLease ofB;

  @BeforeEach
  void twoNodes() {
    database = TestPostgres.newDatabase();
    Schema.migrate(database.url(), database.user(), database.password());
    table = new ArbiterTable(ArbiterTableTest.settings(database));
    ofA = lease("a", threadOfA);
    ofB = lease("b", threadOfB);
  }

  @AfterEach
  void stop() {
    threadOfA.shutdownNow();
    threadOfB.shutdownNow();
  }

  private PostgresLease lease(String node, ScheduledExecutorService thread) {
    LeaseSettings settings =
        LeaseSettings.apply(
            ConfigFactory.parseMap(
                Map.of("heartbeat-timeout", LENGTH, "heartbeat-interval", Duration.ofMillis(200), "lease-operation-timeout", Duration.ofSeconds(20))),
            "split-brain",
            node);
    return new PostgresLease(settings, table, thread, () -> node);
  }

  @Test
  void isKeptBeyondItsLengthAndDeniedToTheOtherWhileItsHolderLives() throws Exception {
    assertThat(got(ofA.acquire())).isTrue();
    long began = System.nanoTime();
    assertThat(got(ofB.acquire())).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).as("no need to wait for the end of the term").isLessThan(Duration.ofSeconds(10));
    TimeUnit.NANOSECONDS.sleep(Math.max(0, LENGTH.multipliedBy(2).toNanos() - (System.nanoTime() - began)));
    assertThat(ofA.checkLease()).as("after twice its length").isTrue();
    assertThat(ofB.checkLease()).isFalse();
  }

  @Test
  void goesToTheOtherOnceItsHolderIsSilent() throws Exception {
    assertThat(got(ofA.acquire())).isTrue();
    threadOfA.shutdownNow();
    assertThat(threadOfA.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(got(ofB.acquire())).isTrue();
    assertThat(ofA.checkLease()).as("never both").isFalse();
  }

  @Test
  void goesToTheOtherAtOnceWhenItIsReleased() throws Exception {
    assertThat(got(ofA.acquire())).isTrue();
    assertThat(got(ofA.release())).isTrue();
    assertThat(ofA.checkLease()).isFalse();
    assertThat(got(ofB.acquire())).isTrue();
  }

  @Test
  void isDeniedToANodeThatWasGivenUp() throws Exception {
    table.giveUp("a");
    assertThat(got(ofA.acquire())).isFalse();
  }

  @Test
  void tellsItsHolderWhenItIsLost() throws Exception {
    CompletableFuture<Optional<Throwable>> lost = new CompletableFuture<>();
    assertThat(got(ofA.acquire(lost::complete))).isTrue();
    database.execute("UPDATE cluster_lease SET holder = 'b', expires_at = clock_timestamp() + interval '1 hour'");
    assertThat(got(lost)).isEmpty();
    assertThat(ofA.checkLease()).isFalse();
  }

  @Test
  void waitsForADatabaseThatCannotBeAskedYet() throws Exception {
    database.execute("ALTER TABLE cluster_lease RENAME TO away");
    CompletionStage<Boolean> answer = ofA.acquire();
    threadOfA.submit(() -> { }).get(10, TimeUnit.SECONDS);
    assertThat(answer.toCompletableFuture()).isNotDone();
    database.execute("ALTER TABLE away RENAME TO cluster_lease");
    assertThat(got(answer)).isTrue();
  }

  private static <T> T got(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
