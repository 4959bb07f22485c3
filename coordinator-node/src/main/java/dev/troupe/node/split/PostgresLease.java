package dev.troupe.node.split;

import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Akka's lease, held in the PostgreSQL that all nodes share; the split-brain resolver's {@code lease-majority} asks for it before it downs anyone. The keys are those
 * of {@code akka.coordination.lease}: {@code heartbeat-interval}, {@code heartbeat-timeout} (the lease's length) and {@code lease-operation-timeout}.
 *
 * <p>The resolver asks once and takes a no for an order to end. So {@link #acquire} answers no only when another holder is seen to live (its term moves on), when
 * others have given this node up, or when the operation timeout is over; while the last holder is silent it waits for the end of its term, and while the database
 * cannot be asked it waits for the database, since nobody else can ask it either or has the answer already.
 */
public final class PostgresLease extends Lease {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLease.class);
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);

  private final LeaseSettings settings;
  private final ArbiterTable table;
  private final ScheduledExecutorService thread;
  private final Supplier<String> node;

  // All below belong to the thread, but that anyone may read the last.
  private ScheduledFuture<?> renewals;
  private Consumer<Optional<Throwable>> whenLost = nothing -> {};
  private volatile long heldUntilNanos = System.nanoTime();

  /** As Akka makes it. */
  public PostgresLease(LeaseSettings settings, ExtendedActorSystem system) {
    this(settings, Arbiter.get(system).table(), Arbiter.get(system).thread(), () -> Arbiter.name(Cluster.get(system).selfUniqueAddress()));
  }

  PostgresLease(LeaseSettings settings, ArbiterTable table, ScheduledExecutorService thread, Supplier<String> node) {
    this.settings = settings;
    this.table = table;
    this.thread = thread;
    this.node = node;
  }

  @Override
  public LeaseSettings getSettings() {
    return settings;
  }

  @Override
  public CompletionStage<Boolean> acquire() {
    return acquire(nothing -> {});
  }

  /** @param leaseLost called once when the lease could not be renewed in time, with the reason if there is one */
  @Override
  public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> leaseLost) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    long deadline = System.nanoTime() + settings.timeoutSettings().getOperationTimeout().toNanos();
    thread.execute(() -> ask(leaseLost, answer, deadline, Optional.empty()));
    return answer;
  }

  @Override
  public CompletionStage<Boolean> release() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    thread.execute(
        () -> {
          forget();
          try {
            table.release(settings.leaseName(), node.get());
            answer.complete(true);
          } catch (SQLException failed) {
            LOG.warn("The cluster's lease could not be released; it ends by itself within {}: {}", length(), failed.getMessage());
            answer.complete(false);
          }
        });
    return answer;
  }

  @Override
  public boolean checkLease() {
    return heldUntilNanos - System.nanoTime() > 0;
  }

  private void ask(Consumer<Optional<Throwable>> leaseLost, CompletableFuture<Boolean> answer, long deadline, Optional<String> termBefore) {
    Optional<String> term = termBefore;
    try {
      long began = System.nanoTime();
      ArbiterTable.Answer told = table.acquire(settings.leaseName(), node.get(), length());
      if (told.held()) {
        whenLost = leaseLost;
        hold(began);
        answer.complete(true);
        return;
      }
      boolean otherLives = termBefore.isPresent() && told.term().isPresent() && !told.term().equals(termBefore);
      if (told.givenUp() || otherLives) {
        LOG.warn("Another side of the cluster works on ({}); this node ends.", told.givenUp() ? "it has given this node up" : told.term().orElseThrow());
        answer.complete(false);
        return;
      }
      term = told.term();
    } catch (SQLException failed) {
      LOG.warn("The cluster's lease cannot be asked for: {}", failed.getMessage());
    }
    if (System.nanoTime() - deadline > 0) {
      LOG.error("The cluster's lease was not to be had within {}; this node ends. See docs/runbooks.md, split brain.", settings.timeoutSettings().getOperationTimeout());
      answer.complete(false);
      return;
    }
    Optional<String> seen = term;
    thread.schedule(() -> ask(leaseLost, answer, deadline, seen), ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void hold(long askedNanos) {
    heldUntilNanos = askedNanos + length().toNanos();
    if (renewals == null) {
      long interval = settings.timeoutSettings().getHeartbeatInterval().toMillis();
      renewals = thread.scheduleWithFixedDelay(this::renew, interval, interval, TimeUnit.MILLISECONDS);
    }
  }

  private void renew() {
    try {
      long began = System.nanoTime();
      if (table.acquire(settings.leaseName(), node.get(), length()).held()) {
        heldUntilNanos = began + length().toNanos();
      } else {
        lose(Optional.empty());
      }
    } catch (SQLException failed) {
      if (!checkLease()) {
        lose(Optional.of(failed));
      }
    }
  }

  private void lose(Optional<Throwable> reason) {
    LOG.warn("The cluster's lease is lost{}", reason.map(failed -> ": " + failed.getMessage()).orElse("."));
    Consumer<Optional<Throwable>> told = whenLost;
    forget();
    told.accept(reason);
  }

  private void forget() {
    if (renewals != null) {
      renewals.cancel(false);
      renewals = null;
    }
    heldUntilNanos = System.nanoTime();
    whenLost = nothing -> {};
  }

  private Duration length() {
    return settings.timeoutSettings().getHeartbeatTimeout();
  }
}
