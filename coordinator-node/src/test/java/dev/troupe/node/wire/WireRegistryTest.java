package dev.troupe.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireRegistryTest {
  record Plain(String text, List<Map<String, Said.Mood>> moods) {}

  record Streaming(String name, List<InputStream> streams) {}

  record Texts(String[] texts) {}

  @Test
  void findsWhatARootConsistsOf() {
    assertThat(WireRegistry.of(List.of(Said.class)).classes().values()).containsExactlyInAnyOrder(
        Said.Id.class, Said.Ask.class, Said.Everything.class, Said.Blob.class, Said.Anything.class, Said.Positive.class, Said.Nothing.class,
        Said.Mood.class, Said.Shape.Circle.class, Said.Shape.Square.class, Said.Answer.Yes.class);
    assertThat(WireRegistry.of(List.of(Plain.class)).classes().values()).containsExactlyInAnyOrder(Plain.class, Said.Mood.class);
  }

  /** These numbers are computed from names and shapes alone: any other class may come or go, on any machine. */
  @Test
  void givesAClassTheSameNumberEverywhere() {
    assertThat(WireRegistry.id(Said.Id.class)).isEqualTo(ID_OF_ID);
    assertThat(WireRegistry.id(Said.Mood.class)).isEqualTo(ID_OF_MOOD);
    assertThat(WireRegistry.of(List.of(Plain.class)).classes()).containsEntry(ID_OF_MOOD, Said.Mood.class);
    assertThat(WireRegistry.of(List.of(Said.class)).classes()).containsEntry(ID_OF_MOOD, Said.Mood.class);
  }

  @Test
  void namesTheComponentThatCannotTravel() {
    assertThatThrownBy(() -> WireRegistry.of(List.of(Streaming.class))).isInstanceOf(WireRefused.class)
        .hasMessageContaining("WireRegistryTest$Streaming.streams leads to java.io.InputStream");
    assertThatThrownBy(() -> WireRegistry.of(List.of(Texts.class))).isInstanceOf(WireRefused.class)
        .hasMessageContaining("WireRegistryTest$Texts.texts leads to java.lang.String[]");
    assertThatThrownBy(() -> WireRegistry.of(List.of(Runnable.class))).isInstanceOf(WireRefused.class)
        .hasMessageContaining("the roots leads to java.lang.Runnable");
  }

  private static final int ID_OF_ID = 440207;
  private static final int ID_OF_MOOD = 775850;
}
