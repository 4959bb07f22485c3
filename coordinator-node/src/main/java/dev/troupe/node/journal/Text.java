package dev.troupe.node.journal;

/** What PostgreSQL accepts as text and as jsonb, checked before a whole batch fails for it, or the audit view for all time. */
final class Text {
  private Text() {}

  static void checkIfPresent(String what, String text, int maxChars) {
    if (text != null) {
      check(what, text, maxChars);
    }
  }

  /** @throws EventRefused if the text is null, too long, or holds the character 0 or half a surrogate pair */
  static void check(String what, String text, int maxChars) {
    if (text == null) {
      throw new EventRefused("Expected a text as " + what + ", but it is null.");
    }
    if (text.length() > maxChars) {
      throw new EventRefused("Expected at most %d characters as %s, but there are %,d: %s…"
          .formatted(maxChars, what, text.length(), text.substring(0, 40)));
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new EventRefused("Expected a %s that PostgreSQL can store, but its character %d is 0.".formatted(what, i));
      }
      if (Character.isSurrogate(c)) {
        boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new EventRefused("Expected a %s in Unicode, but its character %d is half a pair.".formatted(what, i));
        }
        i++;
      }
    }
  }

  /**
   * A quick look, not a parse: it begins with a brace, and its escapes hold neither the character 0 nor half a surrogate pair, the two things
   * JSON lets pass and jsonb does not. Jackson writes both without complaint. The rest is the serializer's word.
   */
  static void checkJsonObject(byte[] payload) {
    if (payload.length == 0 || payload[0] != '{') {
      throw new EventRefused("Expected an event stored as a JSON object, but its serializer wrote something else;"
          + " bind its class to jackson-json-event, which does not compress.");
    }
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] != '\\') {
        continue;
      }
      int code = escapedUnit(payload, i);
      if (code == 0) {
        throw new EventRefused("Expected an event that PostgreSQL can read as JSON, but a text in it holds the character 0.");
      }
      if (code < 0 || !Character.isSurrogate((char) code)) {
        i++;
        continue;
      }
      int next = escapedUnit(payload, i + 6);
      if (!Character.isHighSurrogate((char) code) || next < 0 || !Character.isLowSurrogate((char) next)) {
        throw new EventRefused("Expected an event in Unicode, but a text in it holds half a surrogate pair.");
      }
      i += 11;
    }
  }

  /** The UTF-16 unit of the escape of six characters that begins there, or -1 if there is none. */
  private static int escapedUnit(byte[] payload, int from) {
    if (from + 6 > payload.length || payload[from] != '\\' || payload[from + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = from + 2; i < from + 6; i++) {
      int digit = Character.digit(payload[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
