package dev.troupe.node.scaling;

import dev.troupe.node.scaling.ScalingMemory.Look;
import dev.troupe.protocol.ScalingAdvice;
import dev.troupe.protocol.ScalingAdvice.Kind;
import dev.troupe.protocol.ScalingAdvice.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many nodes there should be. A pure function of what was remembered and what is seen now.
 *
 * <p>Each signal asks for a number of nodes:
 *
 * <ul>
 *   <li>ready items: one node for each {@code ready-per-node} of them.
 *   <li>processors: as many nodes as bring their mean share to the target; the same number while it is between what one node less would
 *       raise to 80 % of the target, and 110 % of it.
 *   <li>hand-over and age of the oldest item: one more than there are, while they are above their targets and processors are known to be above half of
 *       theirs. With processors idle another node would help neither: the database is slow, or no agent takes the item.
 * </ul>
 *
 * <p>The largest counts. The recommendation rises to what was asked for throughout {@code rise-after}, and falls by one when nothing asked for as many
 * throughout {@code fall-after}; it changes once in a cooldown. While members come or go, or looks are missing, both times begin anew: a node
 * that has just started is busy with itself.
 */
final class ScalingRules {
  private static final double TOLERANCE = 1.1;
  private static final double ROOM = 0.8;
  private static final double BUSY = 0.5;
  /** Looks missing for so many periods break the row. */
  private static final int GAP = 3;
  private static final int MOST = 1_000_000;

  private ScalingRules() {}

  /** @param memory for the next look */
  record Outcome(ScalingMemory memory, ScalingAdvice advice) {}

  /** @param seen not before the look that made the memory; an earlier time counts as that of the last look */
  static Outcome look(ScalingMemory before, Observation seen, ScalingSettings settings) {
    Instant last = before.looks().isEmpty() ? before.begun() : before.looks().get(before.looks().size() - 1).at();
    Instant now = seen.at().isBefore(last) ? last : seen.at();
    List<Signal> signals = signals(seen, settings);
    ScalingMemory watched = remember(before, last, now, seen, signals, settings);
    ScalingMemory memory = decide(watched, now, seen, settings);
    return new Outcome(
        memory,
        new ScalingAdvice(
            seen.nodes(),
            memory.recommended(),
            reason(before, memory, now, seen, signals, settings),
            settings.min(),
            settings.max(),
            memory.changed().plus(settings.cooldown()),
            signals,
            now));
  }

  private static List<Signal> signals(Observation seen, ScalingSettings settings) {
    boolean busy = seen.cpu().isPresent() && seen.cpu().getAsDouble() >= BUSY * settings.cpu();
    Optional<Double> ready = seen.ready().isPresent() ? Optional.of((double) seen.ready().getAsLong()) : Optional.empty();
    Optional<Double> cpu = seen.cpu().isPresent() ? Optional.of(seen.cpu().getAsDouble()) : Optional.empty();
    return List.of(
        new Signal(
            Kind.READY_ITEMS, ready, settings.readyPerNode(), ready.map(items -> bounded(Math.ceil(items / settings.readyPerNode())))),
        latency(Kind.OLDEST_READY_SECONDS, seen.oldest(), settings.oldest(), busy, seen.nodes()),
        latency(Kind.HANDOVER_P95_SECONDS, seen.handover(), settings.handover(), busy, seen.nodes()),
        new Signal(Kind.CPU_RATIO, cpu, settings.cpu(), cpu.map(share -> processors(share, seen.nodes(), settings.cpu()))));
  }

  /** Asks for one node more, and for as few as there may be when it is within its target. */
  private static Signal latency(Kind kind, Optional<Duration> value, Duration target, boolean busy, int nodes) {
    Optional<Double> seconds = value.map(ScalingRules::seconds);
    boolean above = value.isPresent() && value.get().compareTo(target) > 0;
    return new Signal(kind, seconds, seconds(target), above && !busy ? Optional.empty() : value.map(known -> above ? nodes + 1 : 1));
  }

  private static int processors(double share, int nodes, double target) {
    if (share > TOLERANCE * target) {
      return bounded(Math.ceil(nodes * share / target));
    }
    return Math.min(Math.max(nodes, 1), bounded(Math.ceil(nodes * share / (ROOM * target))));
  }

  private static ScalingMemory remember(
      ScalingMemory before, Instant last, Instant now, Observation seen, List<Signal> signals, ScalingSettings settings) {
    boolean gap = Duration.between(last, now).compareTo(settings.period().multipliedBy(GAP)) > 0;
    if (!seen.calm() || gap) {
      return new ScalingMemory(before.begun(), before.recommended(), before.changed(), List.of(new Look(now, 1, MOST)), now);
    }
    int asked = signals.stream().flatMap(signal -> signal.nodes().stream()).mapToInt(nodes -> nodes).max().orElse(1);
    boolean allKnown = signals.stream().allMatch(signal -> signal.value().isPresent());
    List<Look> looks = new ArrayList<>();
    Instant oldest = now.minus(settings.fallAfter());
    before.looks().stream().filter(look -> !look.at().isBefore(oldest)).forEach(looks::add);
    Look look = new Look(now, asked, allKnown ? asked : MOST);
    Look newest = looks.isEmpty() ? null : looks.get(looks.size() - 1);
    if (newest != null && newest.at().equals(now)) {
      // At one moment the more cautious of both counts; a clock that stands still fills no memory.
      looks.set(looks.size() - 1, new Look(now, Math.min(newest.atLeast(), asked), Math.max(newest.enough(), look.enough())));
    } else {
      looks.add(look);
    }
    return new ScalingMemory(before.begun(), before.recommended(), before.changed(), looks, before.unbroken());
  }

  private static ScalingMemory decide(ScalingMemory watched, Instant now, Observation seen, ScalingSettings settings) {
    boolean mayChange = !now.isBefore(watched.changed().plus(settings.cooldown()));
    boolean first = watched.recommended().isEmpty();
    if (!mayChange || first && !seen.calm()) {
      return watched;
    }
    int current = watched.recommended().orElse(clamp(seen.nodes(), settings));
    int next = clamp(step(current, watched, now, settings), settings);
    if (!first && next == current) {
      return watched;
    }
    return new ScalingMemory(watched.begun(), Optional.of(next), now, watched.looks(), watched.unbroken());
  }

  private static int step(int current, ScalingMemory watched, Instant now, ScalingSettings settings) {
    int rising = throughout(watched, now, settings.riseAfter()) ? least(watched, now.minus(settings.riseAfter())) : 1;
    if (rising > current) {
      return rising;
    }
    boolean falls = throughout(watched, now, settings.fallAfter()) && most(watched) < current;
    return falls ? current - 1 : current;
  }

  private static boolean throughout(ScalingMemory watched, Instant now, Duration time) {
    return !watched.unbroken().isAfter(now.minus(time));
  }

  private static int least(ScalingMemory watched, Instant since) {
    return watched.looks().stream().filter(look -> !look.at().isBefore(since)).mapToInt(Look::atLeast).min().orElse(1);
  }

  private static int most(ScalingMemory watched) {
    return watched.looks().stream().mapToInt(Look::enough).max().orElse(MOST);
  }

  private static int clamp(int nodes, ScalingSettings settings) {
    return Math.max(settings.min(), Math.min(settings.max(), nodes));
  }

  private static int bounded(double nodes) {
    return (int) Math.max(1, Math.min(MOST, nodes));
  }

  private static String reason(
      ScalingMemory before, ScalingMemory after, Instant now, Observation seen, List<Signal> signals, ScalingSettings settings) {
    if (after.recommended().isEmpty()) {
      return "Watching since " + after.begun() + "; the first recommendation comes after " + words(settings.cooldown()) + " with all members up.";
    }
    int recommended = after.recommended().get();
    String asked = asked(signals);
    if (!seen.calm()) {
      return recommended + " as before: members come or go, so nothing is recommended anew until they have been still for "
          + words(settings.riseAfter()) + ".";
    }
    if (before.recommended().isEmpty()) {
      return recommended + ", the first recommendation, with " + seen.nodes() + " nodes up: " + asked;
    }
    int previous = before.recommended().get();
    if (recommended > previous) {
      return recommended + " instead of " + previous + ", asked for throughout " + words(settings.riseAfter()) + ": " + asked;
    }
    if (recommended < previous) {
      return recommended + " instead of " + previous + ", one at a time: nothing asked for as many throughout " + words(settings.fallAfter()) + ". Now "
          + asked;
    }
    boolean holding = now.isBefore(after.changed().plus(settings.cooldown()));
    String bound = recommended == settings.max() ? ", the most allowed" : recommended == settings.min() ? ", the fewest allowed" : "";
    return recommended + bound + (holding ? ", until " + after.changed().plus(settings.cooldown()) + " at least" : "") + ": " + asked;
  }

  /** The signals that ask for the most, those that ask for nothing although they are above their targets, and what is not known. */
  private static String asked(List<Signal> signals) {
    int most = signals.stream().flatMap(signal -> signal.nodes().stream()).mapToInt(nodes -> nodes).max().orElse(1);
    String loudest =
        signals.stream()
            .filter(signal -> signal.nodes().isPresent() && signal.nodes().get() == most)
            .map(ScalingRules::words)
            .collect(Collectors.joining(", "));
    StringBuilder text = new StringBuilder(loudest.isEmpty() ? "nothing is known that asks for more." : loudest + " asks for " + most + ".");
    signals.stream()
        .filter(signal -> signal.value().isPresent() && signal.nodes().isEmpty())
        .forEach(signal -> text.append(" Not counted unless processors are busy: ").append(words(signal)).append('.'));
    String unknown =
        signals.stream().filter(signal -> signal.value().isEmpty()).map(signal -> name(signal.kind())).collect(Collectors.joining(", "));
    return unknown.isEmpty() ? text.toString() : text + " Not known, so it does not fall: " + unknown + ".";
  }

  private static String words(Signal signal) {
    double value = signal.value().orElseThrow();
    return switch (signal.kind()) {
      case READY_ITEMS -> String.format(Locale.ROOT, "%s %.0f (%.0f a node)", name(signal.kind()), value, signal.target());
      case CPU_RATIO -> String.format(Locale.ROOT, "%s %.0f %% (target %.0f %%)", name(signal.kind()), 100 * value, 100 * signal.target());
      default -> String.format(Locale.ROOT, "%s %.3f s (target %.3f s)", name(signal.kind()), value, signal.target());
    };
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case READY_ITEMS -> "ready items";
      case OLDEST_READY_SECONDS -> "oldest ready item";
      case HANDOVER_P95_SECONDS -> "p95 of hand-overs";
      case CPU_RATIO -> "processors";
    };
  }

  private static String words(Duration time) {
    return time.toSeconds() + " s";
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
