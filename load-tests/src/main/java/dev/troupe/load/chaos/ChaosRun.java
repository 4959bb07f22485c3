package dev.troupe.load.chaos;

import dev.troupe.cli.Console;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.Folders;
import dev.troupe.load.chaos.arena.Arena;
import dev.troupe.load.chaos.arena.Node;
import dev.troupe.load.chaos.check.Checks;
import dev.troupe.load.chaos.check.Evidence;
import dev.troupe.load.chaos.check.JournalEvent;
import dev.troupe.load.chaos.check.Limits;
import dev.troupe.load.chaos.fault.Fault;
import dev.troupe.load.chaos.fault.Nemesis;
import dev.troupe.load.chaos.fault.Struck;
import dev.troupe.load.chaos.history.Heard;
import dev.troupe.load.chaos.history.JsonLines;
import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.chaos.report.Healing;
import dev.troupe.load.chaos.report.RunResult;
import dev.troupe.load.chaos.report.Timeline;
import dev.troupe.load.chaos.workload.Caller;
import dev.troupe.load.chaos.workload.Crowd;
import dev.troupe.load.chaos.workload.StreamReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One run: a cluster, a crowd of clients, some faults, calm, and the judgement. */
final class ChaosRun {

  private static final Duration START_LIMIT = Duration.ofSeconds(240);
  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(40);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(100);
  private static final int LONGEST_LEASE_SECONDS = 5;
  private static final Duration WORK_LIMIT = Duration.ofSeconds(90);
  /** Completed before the first fault comes, and once more after the last is healed: on a slow machine both take longer. */
  private static final int WARM_UP_ITEMS = 40;
  private static final int AFTERWARDS_ITEMS = 40;

  private final ChaosOptions options;
  private final Console console;
  private final String run;
  private final Path dir;
  private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
  private long zeroNanos;
  private Instant began;

  ChaosRun(ChaosOptions options, Console console) throws IOException {
    this.options = options;
    this.console = console;
    this.run = "c" + options.seed() + "-" + Long.toString(System.currentTimeMillis(), 36);
    this.dir = Files.createDirectories(options.dir().resolve(run));
  }

  /** @param skipped faults this machine cannot have, for the report */
  RunResult play(String command, Map<String, String> skipped) throws IOException, InterruptedException, SQLException {
    List<Fault> faults = Nemesis.chosen(options.faults(), options.faultsPerRun(), options.seed());
    RunResult result;
    try (Arena arena = Arena.open(plan(faults), this::tell)) {
      if (!arena.awaitReady(START_LIMIT)) {
        throw new IOException("The cluster was not ready after " + START_LIMIT.toSeconds() + " s; see " + arena.logs());
      }
      began = Instant.now();
      zeroNanos = System.nanoTime();
      result = judged(arena, played(arena, faults), command, skipped);
    }
    if (result.isGood() && !options.keepEvidence()) {
      Folders.delete(dir);
    }
    return result;
  }

  private Arena.Plan plan(List<Fault> faults) {
    boolean more = faults.stream().anyMatch(fault -> fault.needs().contains(Fault.Need.MORE_NODES));
    return new Arena.Plan(dir, options.nodes(), more ? options.nodes() + 2 : options.nodes(), needed(faults, Fault.Need.NAMESPACES),
      needed(faults, Fault.Need.CLOCKS), needed(faults, Fault.Need.SMALL_DISK), options.seed());
  }

  private static boolean needed(List<Fault> faults, Fault.Need need) {
    return faults.stream().anyMatch(fault -> fault.needs().contains(need));
  }

  /** A run before its judgement. */
  private record Played(Crowd crowd, List<Struck> struck, long healedNanos, long endedNanos) {
  }

  private Played played(Arena arena, List<Fault> faults) throws IOException, InterruptedException, SQLException {
    List<URI> urls = arena.firstNodes().stream().map(Node::url).toList();
    List<Struck> struck;
    long healed;
    Map<Integer, StreamReader> readers = new TreeMap<>();
    try (JsonLines calls = new JsonLines(dir.resolve("calls.jsonl")); JsonLines heard = new JsonLines(dir.resolve("events.jsonl"))) {
      Crowd crowd = new Crowd(options.crowd(run), new Caller(urls, zeroNanos, calls::append));
      for (int reader = 1; reader <= urls.size(); reader++) {
        readers.put(reader, new StreamReader(reader, urls, zeroNanos, heard::append));
      }
      List<Thread> threads = readers.values().stream().map(ChaosRun::started).toList();
      try {
        crowd.start();
        awaitCompleted(crowd, WARM_UP_ITEMS);
        struck = new Nemesis(arena, options.seed(), options.calm(), zeroNanos, this::tell).unleash(faults);
        healed = now();
        awaitCompleted(crowd, crowd.itemsCompleted() + AFTERWARDS_ITEMS);
        crowd.calmDown(WORK_LIMIT);
        awaitWorkedOff(arena);
      } finally {
        crowd.stop();
      }
      long ended = now();
      awaitStreams(readers, arena);
      for (Thread thread : threads) {
        thread.interrupt();
      }
      return new Played(crowd, struck, healed, ended);
    }
  }

  private RunResult judged(Arena arena, Played played, String command, Map<String, String> skipped) throws IOException, InterruptedException, SQLException {
    List<Operation> operations = JsonLines.read(dir.resolve("calls.jsonl"), Operation.class);
    List<Evidence.Listed> readSide = new ArrayList<>();
    List<JournalEvent> journal = settled(arena, readSide);
    Map<Integer, List<Heard>> streams = JsonLines.read(dir.resolve("events.jsonl"), Heard.class).stream().collect(Collectors.groupingBy(Heard::reader));
    for (int reader = 1; reader <= options.nodes(); reader++) {
      streams.putIfAbsent(reader, List.of());
    }
    boolean mayJump = played.struck().stream().anyMatch(fault -> fault.fault().startsWith("clock"));
    long ended = played.endedNanos();
    Limits limits = new Limits(began, played.healedNanos(), ended, options.orphanBound(), CLOCK_TOLERANCE, WARM_UP_ITEMS + AFTERWARDS_ITEMS, mayJump);
    Evidence evidence = new Evidence(operations, journal, readSide, streams, played.crowd().capacities(), limits);
    RunResult result = new RunResult(options.seed(), options.nodes(), command, began, ended / 1e9, played.crowd().itemsAdded(),
      journal.stream().filter(event -> event.is("work.completed")).count(),
      counted(operations, operation -> operation.outcome().name().toLowerCase(Locale.ROOT)),
      counted(operations.stream().filter(operation -> !operation.isOk()).toList(), Operation::code), played.struck(),
      Healing.of(played.struck(), operations, played.crowd().teams(), ended), skipped, List.copyOf(happened), Checks.judge(evidence), Timeline.of(operations, ended), dir.toString());
    if (!result.isGood()) {
      Files.writeString(dir.resolve("journal.json"), Json.pretty(journal));
    }
    return result;
  }

  /** The journal, and what lists and reads tell of it once the read side has caught up, or the time for that is over. */
  private List<JournalEvent> settled(Arena arena, List<Evidence.Listed> told) throws IOException, InterruptedException, SQLException {
    ReadSide readSide = new ReadSide(arena.firstNodes().stream().map(Node::url).toList(), run);
    long deadline = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
    try (Connection connection = arena.database().connect()) {
      List<JournalEvent> journal = JournalEvents.of(run, connection);
      List<Evidence.Listed> rows = readSide.list(1);
      while (System.nanoTime() < deadline && rows.stream().mapToLong(Evidence.Listed::version).sum() != journal.size()) {
        Thread.sleep(300);
        journal = JournalEvents.of(run, connection);
        rows = readSide.list(1);
      }
      told.addAll(rows);
      told.addAll(readSide.list(options.nodes()));
      told.addAll(readSide.each(rows.stream().map(Evidence.Listed::workId).toList()));
      return journal;
    }
  }

  /** Too few within the limit are found by the check that asks for enough. */
  private static void awaitCompleted(Crowd crowd, int items) throws InterruptedException {
    long deadline = System.nanoTime() + WORK_LIMIT.toNanos();
    while (crowd.itemsCompleted() < items && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
  }

  /** Until every item is over, or an orphan would have shown itself. */
  private void awaitWorkedOff(Arena arena) throws InterruptedException, SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(LONGEST_LEASE_SECONDS + 1).plus(options.orphanBound().multipliedBy(2)).toNanos();
    try (Connection connection = arena.database().connect()) {
      do {
        Thread.sleep(500);
      } while (JournalEvents.open(run, connection) > 0 && System.nanoTime() < deadline);
    }
  }

  private void awaitStreams(Map<Integer, StreamReader> readers, Arena arena) throws InterruptedException, SQLException {
    long deadline = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
    try (Connection connection = arena.database().connect()) {
      while (System.nanoTime() < deadline) {
        long stored = JournalEvents.count(connection);
        readers.values().forEach(StreamReader::breakSilence);
        if (readers.values().stream().allMatch(reader -> reader.events() >= stored)) {
          return;
        }
        Thread.sleep(200);
      }
    }
  }

  private static Map<String, Long> counted(List<Operation> operations, Function<Operation, String> by) {
    return operations.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
  }

  private static Thread started(StreamReader reader) {
    Thread thread = new Thread(reader, "stream-reader");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void tell(String what) {
    String line = zeroNanos == 0 ? what : String.format("%6.1f s  %s", now() / 1e9, what);
    happened.add(line);
    console.line(line);
  }

  private long now() {
    return System.nanoTime() - zeroNanos;
  }
}
