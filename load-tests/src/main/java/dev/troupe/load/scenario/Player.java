package dev.troupe.load.scenario;

import dev.troupe.cli.Console;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.check.Acknowledged;
import dev.troupe.load.check.JournalReader;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.net.URI;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Plays a scenario from warm-up to verdict. */
public final class Player {

  private static final int VIOLATIONS_SHOWN = 20;

  private final Scenario scenario;
  private final Plan plan;
  private final List<URI> urls;
  private final Optional<String> key;
  private final Optional<LocalCluster> cluster;
  private final Console console;
  private int played;

  /** @param cluster whose addresses {@code urls} are; empty for one that is reached by address alone */
  public Player(Scenario scenario, Plan plan, List<URI> urls, Optional<String> key, Optional<LocalCluster> cluster, Console console) {
    this.scenario = scenario;
    this.plan = plan;
    this.urls = urls;
    this.key = key;
    this.cluster = cluster;
    this.console = console;
  }

  /** Once, before the first play: what a scenario needs stored on a cluster of this machine. */
  public void prepare() throws Exception {
    if (cluster.isPresent()) {
      scenario.prepare(cluster.get(), plan, console);
    }
  }

  /**
   * @param warmUpSeconds before; 0 for none
   * @param mostChecked items whose history is read over HTTP when the journal itself is out of reach; a sample of them when there are more
   */
  public Report play(long warmUpSeconds, int mostChecked) throws Exception {
    Map<String, List<Acknowledged>> warmAnswers = Map.of();
    if (warmUpSeconds > 0) {
      console.line("Warming up for " + warmUpSeconds + " s ...");
      warmAnswers = Warmth.up(urls, key, warmUpSeconds);
    }
    try (Stage stage = new Stage(urls, key)) {
      console.line(scenario.name() + ": " + scenario.description());
      Instant at = Instant.now();
      MachineCosts costs = new MachineCosts(cluster);
      stage.meter().onRestart(costs::begin);
      Scenario.Findings findings;
      try (Display display = Display.start(console, stage.meter())) {
        findings = scenario.play(new Run(stage, plan, cluster, console, ++played == 1));
        display.lastSecond();
      }
      Map<Op, Meter.Point> totals = stage.meter().totals();
      Report.Machine machine = costs.sinceBegin();
      Map<String, List<Acknowledged>> answers = new HashMap<>(stage.answers().byItem());
      answers.putAll(warmAnswers);
      Report.Check check = check(answers, stage, mostChecked);
      boolean good = check.isClean() && findings.targets().stream().allMatch(Target::met);
      return new Report(scenario.name(), scenario.description(), good, at, urls.stream().map(URI::toString).toList(), cluster.isPresent(), plan,
        stage.meter().elapsedSeconds(), findings.targets(), findings.figures(), totals, check, machine, stage.meter().series());
    }
  }

  private Report.Check check(Map<String, List<Acknowledged>> answers, Stage stage, int mostChecked) throws Exception {
    console.line("Checking what was stored of " + answers.size() + " items ...");
    Map<String, List<Acknowledged>> checked = answers;
    Verdict verdict;
    if (cluster.isPresent()) {
      try (Connection connection = cluster.get().connect()) {
        verdict = RunCheck.check(answers, ids -> JournalReader.events(connection, ids));
      }
    } else {
      checked = sample(answers, mostChecked);
      HttpHistories histories = new HttpHistories(urls.get(0), key);
      verdict = RunCheck.check(checked, histories::of);
    }
    return new Report.Check(cluster.isPresent() ? "journal" : "histories over HTTP", answers.size(), checked.size(), verdict.completed(), verdict.doubleClaims(),
      verdict.lost(), verdict.violations().stream().limit(VIOLATIONS_SHOWN).map(String::valueOf).toList(), stage.surprised(), stage.surprises());
  }

  private Map<String, List<Acknowledged>> sample(Map<String, List<Acknowledged>> answers, int most) {
    if (answers.size() <= most) {
      return answers;
    }
    List<String> ids = new ArrayList<>(answers.keySet());
    Collections.sort(ids);
    Collections.shuffle(ids, new Random(plan.seed()));
    Map<String, List<Acknowledged>> some = new HashMap<>();
    ids.subList(0, most).forEach(id -> some.put(id, answers.get(id)));
    return some;
  }
}
