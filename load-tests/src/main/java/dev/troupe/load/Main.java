package dev.troupe.load;

import dev.troupe.load.chaos.ChaosCommand;
import dev.troupe.load.contract.ContractCommand;
import dev.troupe.load.traffic.ItemsCommand;
import dev.troupe.load.traffic.MembersCommand;
import dev.troupe.load.traffic.TrafficCommand;
import picocli.CommandLine.Command;

/** The commands that bring a fleet of their own; the launcher sends them here. */
@Command(name = "troupe", mixinStandardHelpOptions = true, description = "Simulated fleets on a cluster of this machine.",
  subcommands = {DemoCommand.class, BenchCommand.class, BenchReadsCommand.class, BenchTelemetryCommand.class, RaceCommand.class, ContractCommand.class,
    LoadTestCommand.class, ChaosCommand.class, TrafficCommand.class, MembersCommand.class,
    ItemsCommand.class})
public final class Main implements Runnable {

  public static void main(String[] arguments) {
    System.exit(dev.troupe.cli.Main.run(new Main(), arguments));
  }

  @Override
  public void run() {
    throw new dev.troupe.cli.CommandFailed("Expected one of demo, bench, race, contract, loadtest, chaos");
  }
}
