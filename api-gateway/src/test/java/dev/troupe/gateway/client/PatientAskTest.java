package dev.troupe.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PatientAskTest {
  private static final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TestProbe<Question> entity = kit.createTestProbe();
  private final EntityRef<Question> ref = TestEntityRef.of(EntityTypeKey.create(Question.class, "test"), "one", entity.getRef());
  private final PatientAsk patient = new PatientAsk(Duration.ofMillis(50), kit.system());

  record Question(ActorRef<String> replyTo) {}

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
  }

  @Test
  void tellsTheSameAgainToOneAddressUntilItIsAnswered() throws Exception {
    CompletableFuture<String> answer = patient.ask(ref, Question::new, PATIENCE).toCompletableFuture();
    Question first = entity.receiveMessage();
    Question second = entity.receiveMessage();
    Question third = entity.receiveMessage();
    assertThat(second).isSameAs(first);
    assertThat(third).isSameAs(first);
    assertThat(answer).isNotDone();

    first.replyTo().tell("at last");
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("at last");
    entity.expectNoMessage(Duration.ofMillis(400));
  }

  @Test
  void takesWhicheverAnswerComesFirst() throws Exception {
    CompletableFuture<String> answer = patient.ask(ref, Question::new, PATIENCE).toCompletableFuture();
    Question first = entity.receiveMessage();
    first.replyTo().tell("one");
    first.replyTo().tell("two");
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("one");
  }

  @Test
  void givesUpAndTellsNothingMoreWhenItsTimeIsOver() {
    CompletableFuture<String> answer = patient.ask(ref, Question::new, Duration.ofMillis(120)).toCompletableFuture();
    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(TimeoutException.class);
    entity.receiveSeveralMessages(2);
    entity.expectNoMessage(Duration.ofMillis(300));
  }

  @Test
  void tellsOnceWhatMustNotBeAskedTwice() throws Exception {
    CompletableFuture<String> answer = patient.askOnce(ref, Question::new, PATIENCE).toCompletableFuture();
    Question only = entity.receiveMessage();
    entity.expectNoMessage(Duration.ofMillis(200));
    only.replyTo().tell("done");
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
  }
}
