package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.ScalingAdvice;
import dev.troupe.cli.deploy.ScaleRules.Decision;
import dev.troupe.cli.deploy.ScaleRules.Service;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Sets the replicas of one Swarm service to what the service itself recommends. */
final class ScaleFollower {

  private static final String STATE =
    "{{if .Spec.Mode.Replicated}}{{.Spec.Mode.Replicated.Replicas}}{{else}}global{{end}} {{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}";

  private final Supplier<ScalingAdvice> advisor;
  private final Docker docker;
  private final String service;
  private final ScaleRules rules;
  private final boolean dryRun;
  private final InstantSource clock;
  private Optional<Instant> changed = Optional.empty();

  /**
   * @param service name of the Swarm service
   * @param dryRun say what would be done, and leave the service alone
   */
  ScaleFollower(Supplier<ScalingAdvice> advisor, Docker docker, String service, ScaleRules rules, boolean dryRun, InstantSource clock) {
    this.advisor = advisor;
    this.docker = docker;
    this.service = service;
    this.rules = rules;
    this.dryRun = dryRun;
    this.clock = clock;
  }

  /**
   * Looks once, and sets the replicas when they should be others.
   *
   * @return what was done and why, in one line
   * @throws CommandFailed with what docker said, when it refuses
   */
  String look() throws IOException {
    ScalingAdvice advice = advisor.get();
    Decision decision = rules.decide(advice, state(), changed, clock.instant());
    if (decision.replicas().isEmpty()) {
      return service + " is left alone: " + decision.why();
    }
    if (!dryRun) {
      docker.run("service", "scale", "--detach", service + "=" + decision.replicas().get());
    }
    changed = Optional.of(clock.instant());
    return service + (dryRun ? " would be scaled " : " is scaled ") + decision.why();
  }

  private Service state() throws IOException {
    List<String> words = List.of(docker.run("service", "inspect", service, "--format", STATE).strip().split("\\s+"));
    if (!words.get(0).matches("\\d{1,9}")) {
      throw new CommandFailed("Expected " + service + " to be a replicated service, but docker says: " + String.join(" ", words));
    }
    UpdateState update = UpdateState.of(words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : "");
    return new Service(Integer.parseInt(words.get(0)), update == UpdateState.RUNNING || update == UpdateState.STOPPED);
  }
}
