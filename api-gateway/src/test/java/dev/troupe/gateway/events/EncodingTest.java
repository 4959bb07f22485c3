package dev.troupe.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EncodingTest {
  private static final FeedEvent CLAIMED =
      new FeedEvent(
          new EventPosition(812, 4711), "work", "w-17", 2, "work.claimed", StubFeed.NOON, Optional.of("blue"), Optional.of("code"),
          Optional.of("ada"), Optional.of("agent:ada"), Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
          "{\"cost\":1.50}".getBytes(StandardCharsets.UTF_8));
  private static final FeedEvent LOST =
      new FeedEvent(
          new EventPosition(812, 4712), "agent", "ada", 9, "agent.lost", StubFeed.NOON, Optional.empty(), Optional.empty(), Optional.of("ada"),
          Optional.empty(), Optional.empty(), new byte[0]);

  private final Encoding encoding = new Encoding("/troupe");

  @Test
  void writesAnEventAsACloudEvent() {
    assertThat(text(CLAIMED))
        .isEqualTo(
            "id: 812-4711\nevent: work.claimed\ndata: {\"specversion\":\"1.0\",\"id\":\"812-4711\",\"source\":\"/troupe\","
                + "\"type\":\"dev.troupe.work.claimed\",\"time\":\"2026-11-21T12:00:00.123Z\",\"datacontenttype\":\"application/json\","
                + "\"subject\":\"w-17\",\"version\":2,\"team\":\"blue\",\"worktype\":\"code\",\"agentid\":\"ada\",\"actor\":\"agent:ada\","
                + "\"traceid\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"data\":{\"cost\":1.50}}\n\n");
  }

  @Test
  void pointsToTheHistoryWhereTheDataIsTooLarge() {
    assertThat(text(LOST)).contains("\"dataref\":\"/v1/agents/ada\"").doesNotContain("\"data\"", "traceid", "team");
  }

  @Test
  void beginsWithThePositionAndPings() {
    assertThat(Encoding.greeting(new EventPosition(1, 2), 1_000).utf8String()).isEqualTo("retry: 1000\nid: 1-2\n\n");
    assertThat(Encoding.ping(new EventPosition(1, 2)).utf8String()).isEqualTo(": ping\nid: 1-2\n\n");
    assertThat(encoding.reset(new EventPosition(1, 2), "too_old", StubFeed.NOON).utf8String())
        .startsWith("id: 1-2\nevent: reset\ndata: {")
        .contains("\"data\":{\"reason\":\"too_old\"}");
  }

  @Test
  void filtersByEveryListThatIsGiven() {
    assertThat(EventFilter.ALL.passes(CLAIMED)).isTrue();
    assertThat(filter(Set.of("blue"), Set.of("code"), Set.of("w-17"), Set.of("ada"), Set.of("work.")).passes(CLAIMED)).isTrue();
    assertThat(filter(Set.of("red"), Set.of(), Set.of(), Set.of(), Set.of()).passes(CLAIMED)).isFalse();
    assertThat(filter(Set.of(), Set.of("test"), Set.of(), Set.of(), Set.of()).passes(CLAIMED)).isFalse();
    assertThat(filter(Set.of(), Set.of("code"), Set.of(), Set.of(), Set.of()).passes(LOST)).isFalse();
    assertThat(filter(Set.of(), Set.of(), Set.of("ada"), Set.of(), Set.of()).passes(LOST)).as("an agent is no item").isFalse();
    assertThat(filter(Set.of(), Set.of(), Set.of(), Set.of("ada"), Set.of("agent")).passes(LOST)).isTrue();
    assertThat(filter(Set.of(), Set.of(), Set.of(), Set.of(), Set.of("agent", "work.claimedx")).passes(CLAIMED)).isFalse();
  }

  private static EventFilter filter(Set<String> teams, Set<String> types, Set<String> works, Set<String> agents, Set<String> actions) {
    return new EventFilter(teams, types, works, agents, actions);
  }

  private String text(FeedEvent event) {
    return encoding.frames(List.of(event)).get(0).bytes().utf8String();
  }
}
