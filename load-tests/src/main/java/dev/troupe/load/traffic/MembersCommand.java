package dev.troupe.load.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "members", mixinStandardHelpOptions = true, description = "Prints how many members are up and reachable, and how many there are: 3/3.")
public final class MembersCommand implements Callable<Integer> {

  @Option(names = "--at", required = true, description = "where the cluster answers")
  private URI base;

  @Option(names = "--authority", description = "a PEM file with the certificate of who issued the cluster's")
  private Path authority;

  @Override
  public Integer call() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/v1/status")).timeout(Duration.ofSeconds(10));
    Trust.key().ifPresent(key -> request.header("authorization", "Bearer " + key));
    HttpResponse<String> answer = Trust.client(authority).send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new CommandFailed("Expected the status, but got " + answer.statusCode() + ": " + answer.body());
    }
    JsonNode cluster = Json.mapper().readTree(answer.body()).path("cluster");
    long up = StreamSupport.stream(cluster.path("members").spliterator(), false)
        .filter(member -> member.path("status").asText().equalsIgnoreCase("up"))
        .count();
    System.out.println(up - cluster.path("unreachable").size() + "/" + cluster.path("members").size());
    return 0;
  }
}
