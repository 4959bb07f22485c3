package dev.troupe.node.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.scaling.ScalingAdvisor.Members;
import dev.troupe.protocol.ScalingAdvice;
import dev.troupe.protocol.ScalingAdvice.Action;
import dev.troupe.protocol.ScalingAdvice.Kind;
import dev.troupe.protocol.ScalingAdvice.Signal;
import dev.troupe.protocol.ScalingQuery;
import dev.troupe.protocol.ScalingQuery.ScalingReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScalingAdvisorTest {
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final ScalingSettings SETTINGS =
      new ScalingSettings(1, 5, PERIOD, PERIOD, PERIOD.multipliedBy(4), PERIOD.multipliedBy(2), 0.6, 1_000, Duration.ofMillis(100), Duration.ofMinutes(5));

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
  private final AtomicReference<Members> members = new AtomicReference<>(new Members(Set.of("a", "b"), true));
  private ActorTestKit kit;
  private ManualTime time;
  private TestProbe<ScalingReply> probe;
  private ActorRef<ScalingAdvisor.Message> advisor;
  private ActorRef<ScalingQuery> queries;

  @BeforeEach
  void start() {
    kit = ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.parseString("akka.actor.provider = local, akka.loglevel = OFF")));
    time = ManualTime.get(kit.system());
    probe = kit.createTestProbe();
    TestProbe<Receptionist.Listing> found = kit.createTestProbe();
    kit.system().receptionist().tell(Receptionist.subscribe(ScalingQuery.SERVICE_KEY, found.getRef().narrow()));
    assertThat(found.receiveMessage().getServiceInstances(ScalingQuery.SERVICE_KEY)).isEmpty();
    advisor = kit.spawn(ScalingAdvisor.create(SETTINGS, members::get, now::get));
    queries = found.receiveMessage().getServiceInstances(ScalingQuery.SERVICE_KEY).iterator().next();
    ask();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** Its answer also says that it has taken in all it was told before. */
  private ScalingReply ask() {
    queries.tell(new ScalingQuery.Advise(probe.getRef()));
    return probe.receiveMessage(Duration.ofSeconds(20));
  }

  private ScalingAdvice advice() {
    return ((ScalingReply.Advised) ask()).advice();
  }

  private ScalingAdvice after(int periods, Runnable reports) {
    for (int i = 0; i < periods; i++) {
      reports.run();
      ask();
      now.updateAndGet(before -> before.plus(PERIOD));
      time.timePasses(PERIOD);
      ask();
    }
    return advice();
  }

  private void load(String node, double cpu, int handoverMillis) {
    advisor.tell(new ScalingReport.Load(node, cpu, Duration.ofMillis(handoverMillis)));
  }

  private static Signal signal(ScalingAdvice advice, Kind kind) {
    return advice.signals().stream().filter(signal -> signal.kind() == kind).findFirst().orElseThrow();
  }

  @Test
  void putsTogetherWhatTheNodesReport() {
    ScalingAdvice advice =
        after(
            3,
            () -> {
              load("a", 0.9, 20);
              load("b", 0.7, 80);
              advisor.tell(new ScalingReport.Queue(2_500, Duration.ofSeconds(7)));
            });
    assertThat(signal(advice, Kind.CPU_RATIO).value()).hasValueSatisfying(mean -> assertThat(mean).isBetween(0.79, 0.81));
    assertThat(signal(advice, Kind.HANDOVER_P95_SECONDS).value()).contains(0.08);
    assertThat(signal(advice, Kind.READY_ITEMS).value()).contains(2_500.0);
    assertThat(signal(advice, Kind.OLDEST_READY_SECONDS).value()).contains(7.0);
    assertThat(advice.nodes()).isEqualTo(2);
    assertThat(advice.recommended()).contains(3);
    assertThat(advice.action()).isEqualTo(Action.SCALE_UP);
  }

  @Test
  void doesNotKnowWhatNobodyReportedLately() {
    after(
        1,
        () -> {
          load("a", 0.2, 0);
          load("b", 0.2, 0);
          advisor.tell(new ScalingReport.Queue(10, Duration.ZERO));
        });
    assertThat(signal(advice(), Kind.CPU_RATIO).value()).isPresent();
    ScalingAdvice later = after(5, () -> load("a", 0.2, 0));
    assertThat(signal(later, Kind.CPU_RATIO).value()).as("node b is silent").isEmpty();
    assertThat(signal(later, Kind.READY_ITEMS).value()).as("the census is silent").isEmpty();
    members.set(new Members(Set.of("a"), true));
    assertThat(signal(after(1, () -> load("a", 0.2, 0)), Kind.CPU_RATIO).value()).as("b is no member any more").isPresent();
  }

  @Test
  void holdsWhileTheClusterIsNotCalm() {
    members.set(new Members(Set.of("a"), false));
    ScalingAdvice advice = after(10, () -> load("a", 0.9, 0));
    assertThat(advice.action()).isEqualTo(Action.WATCH);
    assertThat(advice.nodes()).isEqualTo(1);
  }
}
