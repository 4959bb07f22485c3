package dev.troupe.load.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "members", mixinStandardHelpOptions = true, description = "Prints how many members are up and reachable, and how many there are: 3/3.")
public final class MembersCommand implements Callable<Integer> {

  @Mixin
  private Place place;

  @Override
  public Integer call() throws Exception {
    JsonNode cluster = place.get("/v1/status").path("cluster");
    long up = StreamSupport.stream(cluster.path("members").spliterator(), false)
        .filter(member -> member.path("status").asText().equalsIgnoreCase("up"))
        .count();
    System.out.println(up - cluster.path("unreachable").size() + "/" + cluster.path("members").size());
    return 0;
  }
}
