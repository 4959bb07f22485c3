package dev.troupe.load;

import dev.troupe.cli.Console;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.Problem;
import dev.troupe.cli.client.RefusedException;
import dev.troupe.cli.client.TroupeClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "race", mixinStandardHelpOptions = true,
  description = "Has many agents claim one item by id through every node at once: one may win, the others are told who did.")
final class RaceCommand implements Callable<Integer> {

  @Option(names = "--nodes", defaultValue = "3", description = "node processes (default ${DEFAULT-VALUE})")
  private int nodes;

  @Option(names = "--agents", defaultValue = "50", description = "agents that claim (default ${DEFAULT-VALUE})")
  private int agents;

  @Option(names = "--data", paramLabel = "DIR", description = "keep the data there (default: a temporary folder, removed at the end)")
  private Path data;

  @Override
  public Integer call() throws IOException {
    try (TemporaryCluster temporary = TemporaryCluster.start(data, nodes, Console.standard())) {
      return race(temporary.cluster().urls());
    }
  }

  private int race(List<URI> urls) {
    TroupeClient.Settings settings = TroupeClient.Settings.defaults();
    List<TroupeClient> clients = new ArrayList<>();
    List<CompletableFuture<Agent>> registered = new ArrayList<>();
    for (int number = 0; number < agents; number++) {
      TroupeClient client = new TroupeClient(urls, number, settings);
      clients.add(client);
      registered.add(client.register("racer-" + (number + 1), new Agent.Registration(null, null, null, null, null)));
    }
    registered.forEach(CompletableFuture::join);
    String workId = "race-" + Long.toString(System.currentTimeMillis(), 36);
    clients.get(0).add(NewWork.of(workId, "race", "The one item")).join();
    List<CompletableFuture<Claim>> claims = new ArrayList<>();
    for (int number = 0; number < agents; number++) {
      claims.add(clients.get(number).claimById(workId, "racer-" + (number + 1)));
    }
    return judge(claims);
  }

  private int judge(List<CompletableFuture<Claim>> claims) {
    Map<String, Integer> answers = new LinkedHashMap<>();
    String winner = null;
    List<String> holdersTold = new ArrayList<>();
    for (int number = 0; number < claims.size(); number++) {
      try {
        claims.get(number).join();
        winner = "racer-" + (number + 1);
        answers.merge("200", 1, Integer::sum);
      } catch (CompletionException failed) {
        if (!(failed.getCause() instanceof RefusedException refused)) {
          throw failed;
        }
        Problem problem = refused.problem();
        answers.merge(problem.status() + " " + problem.code(), 1, Integer::sum);
        holdersTold.add(String.valueOf(problem.holder()));
      }
    }
    String holder = winner;
    boolean good = answers.getOrDefault("200", 0) == 1 && answers.getOrDefault("409 already_claimed", 0) == claims.size() - 1
      && holdersTold.stream().allMatch(told -> told.equals(holder));
    Map<String, Object> outcome = new LinkedHashMap<>();
    outcome.put("answers", answers);
    outcome.put("winner", String.valueOf(winner));
    outcome.put("holders_told", holdersTold.stream().distinct().toList());
    outcome.put("good", good);
    System.out.println(Json.pretty(outcome));
    return good ? 0 : 1;
  }
}
