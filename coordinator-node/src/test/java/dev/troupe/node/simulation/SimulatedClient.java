package dev.troupe.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.troupe.node.agent.SimulatedAgent;
import dev.troupe.node.work.SimulatedItem;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** An agent's own program: claims, works for a while, completes; asks again under the same id when it hears nothing. Now and then it forgets a claim. */
final class SimulatedClient {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(12);
  private static final Duration TELL_AGAIN = Duration.ofSeconds(1);

  /** A wait may end just when its claim is told again. */
  private static final List<Duration> WAITS = List.of(Duration.ZERO, TELL_AGAIN.multipliedBy(3), TELL_AGAIN.multipliedBy(7));

  /** Long enough for what is given back to be back. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(4);

  private final AgentId agent;
  private final int room;
  private final boolean reports;
  private final Random random;
  private final Network network;
  private final Map<AgentId, SimulatedAgent> agents;
  private final Map<WorkId, SimulatedItem> items;
  private TestInbox<AgentReply> answers = TestInbox.create();
  private int requests;

  /** What this agent was told that it holds, by the request that got it. */
  private final Map<RequestId, Set<LeaseRef>> told = new LinkedHashMap<>();

  private int answered;
  private int untold;
  private int heldThoughRefused;
  private RequestId asking;
  private int most;

  /** @param reports whether it reports progress now and then, late in its lease */
  SimulatedClient(
      AgentId agent,
      int room,
      boolean reports,
      Random random,
      Network network,
      Map<AgentId, SimulatedAgent> agents,
      Map<WorkId, SimulatedItem> items) {
    this.agent = agent;
    this.room = room;
    this.reports = reports;
    this.random = random;
    this.network = network;
    this.agents = agents;
    this.items = items;
  }

  /** Claims that were answered with leases or with none. */
  int answered() {
    return answered;
  }

  /** Leases that a request held a while after its answer, which had not told of them. */
  int untold() {
    return untold;
  }

  /** Leases that a request held a while after it was refused by an entity that has not crashed. */
  int heldThoughRefused() {
    return heldThoughRefused;
  }

  void start() {
    claimAnew();
  }

  /** Looks at what came back; an answer may be lost on its way, too. */
  void collectAnswers() {
    TestInbox<AgentReply> inbox = answers;
    for (AgentReply answer : inbox.getAllReceived()) {
      if (answer instanceof AgentReply.Claims claims) {
        takeNote(claims.claims());
      } else if (!isUnknown(answer)) {
        RequestId request = asking;
        network.after(AFTERWARDS, () -> heldThoughRefused += agents.get(agent).crashes() > 0 ? 0 : heldBesides(told.getOrDefault(request, Set.of()), request));
      }
      network.send(
          () -> {
            if (answers == inbox) {
              onAnswer(answer);
            }
          });
    }
  }

  /**
   * A request that is asked again gives what it gave before, as far as that is still held. While its entity has not crashed, an agent is never told of
   * more than it asked for or has room for; after a crash a repeat is told of all that its request holds by the journal.
   */
  private void takeNote(List<ClaimGrant> claims) {
    Set<LeaseRef> leases = new LinkedHashSet<>();
    claims.forEach(claim -> leases.add(new LeaseRef(claim.work().id(), claim.token())));
    Set<LeaseRef> all = told.computeIfAbsent(asking, request -> new LinkedHashSet<>());
    assertThat(leases).as("%s, request %s", agent, asking).containsAll(all.stream().filter(this::isHeld).toList());
    all.addAll(leases);
    answered++;
    RequestId request = asking;
    network.after(AFTERWARDS, () -> untold += heldBesides(all, request));
    if (agents.get(agent).crashes() > 0) {
      return;
    }
    assertThat(all).as("%s, request %s: leases in all", agent, asking).hasSizeLessThanOrEqualTo(most);
    assertThat(told.values().stream().flatMap(Set::stream).filter(this::isHeld).count())
        .as("leases that %s was told of and holds", agent)
        .isLessThanOrEqualTo(room);
  }

  private int heldBesides(Set<LeaseRef> told, RequestId request) {
    return (int) items.values().stream().flatMap(item -> item.leaseOf(agent, request).stream()).filter(lease -> !told.contains(lease)).count();
  }

  private boolean isHeld(LeaseRef lease) {
    return items.get(lease.work()).isHeldUnder(agent, lease.token());
  }

  private void claimAnew() {
    RequestId request = new RequestId(agent + "-" + requests++);
    asking = request;
    answers = TestInbox.create();
    most = 1 + random.nextInt(room);
    ask(request, most, WAITS.get(random.nextInt(WAITS.size())), answers);
  }

  private void ask(RequestId request, int max, Duration wait, TestInbox<AgentReply> inbox) {
    Cause cause = new Cause("agent:" + agent, Optional.of(request), "f", Optional.empty());
    AgentCommand.ClaimNext claim =
        new AgentCommand.ClaimNext(max, wait, Set.of(), List.of(), Optional.empty(), request, cause, inbox.getRef(), Optional.of(random.nextLong()));
    tell(claim, inbox, TELL_AGAIN);
    network.after(
        ASK_AGAIN,
        () -> {
          if (answers == inbox) {
            ask(request, max, wait, inbox);
          }
        });
  }

  /** Tells the entity, and again after pauses that grow, as a gateway does. */
  private void tell(AgentCommand.ClaimNext claim, TestInbox<AgentReply> inbox, Duration pause) {
    network.send(() -> agents.get(agent).tell(claim));
    network.after(
        pause,
        () -> {
          if (answers == inbox && pause.compareTo(ASK_AGAIN) < 0) {
            tell(claim, inbox, pause.multipliedBy(2));
          }
        });
  }

  private void onAnswer(AgentReply answer) {
    if (isUnknown(answer)) {
      return;
    }
    answers = TestInbox.create();
    if (answer instanceof AgentReply.Claims claims) {
      claims.claims().forEach(this::work);
    }
    network.after(Duration.ofSeconds(1 + random.nextInt(5)), this::claimAnew);
  }

  private static boolean isUnknown(AgentReply answer) {
    return answer instanceof AgentReply.Refused refused && refused.refusal().code() == Code.OUTCOME_UNKNOWN;
  }

  private void work(ClaimGrant grant) {
    if (random.nextInt(20) == 0) {
      return;
    }
    if (reports && random.nextInt(3) == 0) {
      network.after(Duration.ofMillis(17_000 + random.nextInt(3_000)), () -> report(grant));
      network.after(Duration.ofMillis(20_000 + random.nextInt(18_000)), () -> complete(grant, 3));
      return;
    }
    network.after(Duration.ofSeconds(random.nextInt(8)), () -> complete(grant, 3));
  }

  private void report(ClaimGrant grant) {
    WorkCommand.ReportProgress report =
        new WorkCommand.ReportProgress(
            agent, grant.token(), 50, Optional.empty(), Optional.empty(), Optional.empty(), Cause.troupe("test"), TestInbox.<WorkReply>create().getRef());
    network.send(() -> items.get(grant.work().id()).tell(report));
  }

  /** Repeats itself, as a client does that hears nothing; the token makes it the same. */
  private void complete(ClaimGrant grant, int copies) {
    TestInbox<WorkReply> reply = TestInbox.create();
    WorkCommand.Complete complete =
        new WorkCommand.Complete(
            agent, grant.token(), Outcome.SUCCESS, Optional.empty(), Optional.empty(), Cause.troupe("test"), reply.getRef());
    network.send(() -> items.get(grant.work().id()).tell(complete));
    if (copies > 1) {
      network.after(Duration.ofSeconds(2), () -> complete(grant, copies - 1));
    }
  }
}
