package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.BoardQuery.BoardReply.Summary;
import dev.troupe.protocol.BoardQuery.Summarize;
import dev.troupe.protocol.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardServiceTest {
  private static final Summary SUMMARY = new Summary(Map.of(), Map.of(), 0, Optional.of(Duration.ZERO), 0, Story.NOON);

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.loglevel = OFF"));
  private final List<CompletableFuture<Summary>> asked = new CopyOnWriteArrayList<>();
  private final TestProbe<BoardReply> asker = kit.createTestProbe();

  @AfterEach
  void close() {
    kit.shutdownTestKit();
  }

  @Test
  void makesOneSummaryForAllWhoAskMeanwhileAndKeepsItForAWhile() {
    ActorRef<BoardQuery> service = service("summary-cache = 1 minute");
    service.tell(new Summarize(asker.ref()));
    service.tell(new Summarize(asker.ref()));
    asked().complete(SUMMARY);
    asker.expectMessage(SUMMARY);
    asker.expectMessage(SUMMARY);
    service.tell(new Summarize(asker.ref()));
    asker.expectMessage(SUMMARY);
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksAgainOnceASummaryIsTooOld() {
    ActorRef<BoardQuery> service = service("summary-cache = 0 s");
    service.tell(new Summarize(asker.ref()));
    asked().complete(SUMMARY);
    asker.expectMessage(SUMMARY);
    service.tell(new Summarize(asker.ref()));
    Awaiting.until(asked::size, size -> size == 2);
  }

  @Test
  void refusesWhoComesWhenTooManyWait() {
    ActorRef<BoardQuery> service = service("max-waiting = 1");
    service.tell(new Summarize(asker.ref()));
    service.tell(new Summarize(asker.ref()));
    assertThat(refusal()).isEqualTo(Refusal.Code.OVERLOADED);
    asked().complete(SUMMARY);
    asker.expectMessage(SUMMARY);
  }

  @Test
  void saysThatTheBoardCannotBeReachedAndTriesAnewForTheNext() {
    ActorRef<BoardQuery> service = service("summary-cache = 1 minute");
    service.tell(new Summarize(asker.ref()));
    asked().completeExceptionally(new CompletionException(new SQLException("away")));
    assertThat(refusal()).isEqualTo(Refusal.Code.UNAVAILABLE);
    service.tell(new Summarize(asker.ref()));
    Awaiting.until(asked::size, size -> size == 2).toString();
    asked.get(1).completeExceptionally(new BoardOverloaded(200));
    assertThat(refusal()).isEqualTo(Refusal.Code.OVERLOADED);
  }

  private Refusal.Code refusal() {
    return asker.expectMessageClass(BoardReply.Refused.class).refusal().code();
  }

  private CompletableFuture<Summary> asked() {
    Awaiting.until(asked::size, size -> size > 0);
    return asked.get(0);
  }

  private ActorRef<BoardQuery> service(String setting) {
    Config config = ConfigFactory.parseString("troupe.board." + setting).withFallback(ConfigFactory.load("board-test"));
    kit.spawn(
        BoardService.create(
            () -> {
              CompletableFuture<Summary> answer = new CompletableFuture<>();
              asked.add(answer);
              return answer;
            },
            read -> new CompletableFuture<>(),
            BoardSettings.of(config)));
    TestProbe<Receptionist.Listing> found = kit.createTestProbe();
    return Awaiting.until(
            () -> {
              kit.system().receptionist().tell(Receptionist.find(BoardQuery.SERVICE_KEY, found.ref()));
              return found.receiveMessage().getServiceInstances(BoardQuery.SERVICE_KEY);
            },
            services -> !services.isEmpty())
        .iterator()
        .next();
  }
}
