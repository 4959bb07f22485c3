package dev.troupe.load.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cli.client.NewWork;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BacklogFileTest {

  private static final String GOOD = """
    {"work_item_id": "work_1", "agent_id": "agent_9", "work_type": "fix", "priority": "high", "description": "Mend it", "status": "active",
     "team": "a_team", "progress": 75, "estimated_duration": "30m"}""";

  @Test
  void takesALegacyEntryOverWithAllItSaid() throws IOException {
    Takeover takeover = legacy("[" + GOOD + "]");
    NewWork work = takeover.work().get(0);
    assertThat(work.id()).isEqualTo("work_1");
    assertThat(work.workType()).isEqualTo("fix");
    assertThat(work.title()).isEqualTo("Mend it");
    assertThat(work.priority()).isEqualTo("high");
    assertThat(work.team()).isEqualTo("a_team");
    assertThat(work.payload().at("/legacy/estimated_duration").asText()).isEqualTo("30m");
    assertThat(takeover.changed()).isEmpty();
    assertThat(takeover.refused()).isEmpty();
    assertThat(takeover.statusesInFile()).containsEntry("active", 1);
  }

  @Test
  void notesEveryValueItHadToChange() throws IOException {
    Takeover takeover = legacy("""
      [{"work_item_id": "work_2", "work_type": "", "priority": "test", "description": "", "status": "completed", "team": "not a name"}]""");
    NewWork work = takeover.work().get(0);
    assertThat(work.workType()).isEqualTo("unspecified");
    assertThat(work.priority()).isEqualTo("medium");
    assertThat(work.team()).isEqualTo("default");
    assertThat(work.title()).isEqualTo("unspecified");
    assertThat(takeover.changed()).extracting(Takeover.Note::reason).containsExactlyInAnyOrder(
      "work_type is empty: unspecified", "priority \"test\" is not known: medium", "team \"not a name\" is not a legal name: default",
      "description is empty: the title is its work type, unspecified");
  }

  @Test
  void refusesWithAReasonWhatItCannotTakeOver() throws IOException {
    Takeover takeover = legacy("[" + GOOD + "," + GOOD + ", {\"work_type\": \"x\"}, {\"work_item_id\": \"a/b\"}, 7, null]");
    assertThat(takeover.work()).hasSize(1);
    assertThat(takeover.refused()).extracting(Takeover.Note::entry).containsExactly("entry 2", "entry 3", "entry 4", "entry 5", "entry 6");
    assertThat(takeover.refused()).extracting(Takeover.Note::reason).containsExactly("work_item_id work_1 stood there before",
      "has no work_item_id", "work_item_id \"a/b\" is not a legal id", "is not an object", "is not an object");
  }

  @Test
  void readsLinesOfWorkAsTheApiTakesThem() {
    Takeover takeover = BacklogFile.lines("""
      {"id": "w-1", "work_type": "fix", "title": "One", "lease_seconds": 30, "requires": ["java"]}

      {"work_type": "fix", "title": "No id"}
      {"id": "w-1", "work_type": "fix", "title": "Again"}
      {"id": "w-2", "title": "No type"}
      not json
      """);
    assertThat(takeover.work()).extracting(NewWork::id).containsExactly("w-1", "line-3");
    assertThat(takeover.work().get(0).leaseSeconds()).isEqualTo(30);
    assertThat(takeover.work().get(0).requires()).containsExactly("java");
    assertThat(takeover.refused()).extracting(Takeover.Note::entry).containsExactly("line 4", "line 5", "line 6");
  }

  @Test
  void inventsTheSameWorkForTheSameSeed() {
    assertThat(SeededBacklog.of("d", 20, 42)).isEqualTo(SeededBacklog.of("d", 20, 42)).isNotEqualTo(SeededBacklog.of("d", 20, 43));
  }

  private static Takeover legacy(String json) throws IOException {
    return LegacyClaims.from(new ObjectMapper().readTree(json));
  }
}
