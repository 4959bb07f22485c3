package dev.troupe.load.baseline;

import dev.troupe.load.measure.ProcessCosts;
import dev.troupe.load.scenario.RunCheck;
import java.net.URI;
import java.util.List;

/**
 * One of the services that are compared.
 *
 * @param pids of its processes on this machine
 * @param events its stored events
 */
public record Contender(String name, List<URI> urls, List<Long> pids, RunCheck.Events events) {

  double cpuSeconds() {
    return ProcessCosts.cpuSeconds(pids);
  }
}
