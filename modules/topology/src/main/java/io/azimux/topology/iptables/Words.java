package io.azimux.topology.iptables;

import java.util.ArrayList;
import java.util.List;

/** The words of a command line, each with its place; quotes keep a word together. */
final class Words {
  /** Longest command line, far above what a rule of the options known here can need. */
  static final int MAX_LENGTH = 1024;

  /**
   * A word.
   *
   * @param number from 1
   * @param column of its first character, from 1
   */
  record Word(String text, int number, int column) {
    IptablesException problem(String what, String valid) {
      return new IptablesException(column, "word " + number + ", column " + column, what, valid);
    }
  }

  private final List<Word> words;
  private int next;

  private Words(List<Word> words) {
    this.words = words;
  }

  static Words of(String line) throws IptablesException {
    if (line.length() > MAX_LENGTH) {
      throw new IptablesException(
          1, "line", line.length() + " characters", "at most " + MAX_LENGTH + " characters");
    }
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (isSpace(line.charAt(at))) {
        at++;
      } else {
        int number = words.size() + 1;
        int end = end(line, at, number);
        words.add(new Word(unquoted(line.substring(at, end)), number, at + 1));
        at = end;
      }
    }
    return new Words(words);
  }

  boolean hasNext() {
    return next < words.size();
  }

  Word next() {
    return words.get(next++);
  }

  /** The word that {@link #next} would give, or an empty one behind the last. */
  Word peek() {
    return hasNext() ? words.get(next) : new Word("", words.size() + 1, column());
  }

  private int column() {
    if (words.isEmpty()) {
      return 1;
    }
    Word last = words.get(words.size() - 1);
    return last.column() + last.text().length() + 1;
  }

  private static int end(String line, int start, int number) throws IptablesException {
    char first = line.charAt(start);
    if (first == '"' || first == '\'') {
      int close = line.indexOf(first, start + 1);
      if (close < 0) {
        throw new Word("", number, start + 1).problem("the quote is never closed", "");
      }
      return close + 1;
    }
    int end = start;
    while (end < line.length() && !isSpace(line.charAt(end))) {
      end++;
    }
    return end;
  }

  private static String unquoted(String word) {
    char first = word.charAt(0);
    return first == '"' || first == '\'' ? word.substring(1, word.length() - 1) : word;
  }

  private static boolean isSpace(char character) {
    return character == ' ' || character == '\t';
  }
}
