package dev.troupe.load.traffic;

import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "traffic", mixinStandardHelpOptions = true, description = {
  "Steady calls on a running cluster, to see what its clients see while you scale or update it.",
  "Every call that fails is repeated once on another node; exits with 1 when one failed beyond that. Ended early (SIGTERM), it tells its numbers so far.",
  "TROUPE_API_KEY or TROUPE_API_KEY_FILE has the key."})
public final class TrafficCommand implements Callable<Integer> {

  @Option(names = "--at", required = true, description = "where the cluster answers; a name that stands for several nodes uses them all")
  private URI base;

  @Option(names = "--agents", defaultValue = "10", description = "how many at once, 1 to 1000 (default ${DEFAULT-VALUE})")
  private int agents;

  @Option(names = "--seconds", defaultValue = "60", description = "how long (default ${DEFAULT-VALUE})")
  private long seconds;

  @Option(names = "--period", defaultValue = "1000", description = "milliseconds from one item of an agent to the next (default ${DEFAULT-VALUE})")
  private long periodMillis;

  @Option(names = "--leave", defaultValue = "0", description = "leave one item of so many as it was added, and one claimed; 0 completes all (default ${DEFAULT-VALUE})")
  private int leave;

  @Option(names = "--authority", description = "a PEM file with the certificate of who issued the cluster's")
  private Path authority;

  @Option(names = "--report", description = "a file for the numbers, as JSON")
  private Path report;

  @Override
  public Integer call() throws Exception {
    Targets targets = new Targets(base);
    targets.keepLooking();
    Tally tally = new Tally();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> tell(tally)));
    List<Thread> threads = start(targets, Trust.client(authority), tally);
    long before = 0;
    for (long second = 0; second < seconds; second += 5) {
      Pauses.millis(5_000);
      System.err.printf("%s  %d nodes named, %.1f calls/s%n", LocalTime.now().truncatedTo(ChronoUnit.SECONDS), targets.count(), (tally.calls() - before) / 5.0);
      before = tally.calls();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (long) tally.report().get("failed_beyond_one_repetition") == 0 ? 0 : 1;
  }

  private void tell(Tally tally) {
    String text = Json.pretty(tally.report());
    System.out.println(text);
    if (report != null) {
      try {
        Files.writeString(report, text + "\n");
      } catch (IOException failure) {
        System.err.println("The report could not be written: " + failure);
      }
    }
  }

  private List<Thread> start(Targets targets, HttpClient http, Tally tally) throws IOException {
    Optional<String> key = Trust.key();
    List<Thread> threads = new ArrayList<>();
    for (int number = 1; number <= agents; number++) {
      Thread thread = new Thread(
          new Traffic("traffic-" + number, targets, http, key, tally, Duration.ofSeconds(seconds), periodMillis, leave), "agent-" + number);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }
}
