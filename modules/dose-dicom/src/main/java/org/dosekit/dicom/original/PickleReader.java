package org.dosekit.dicom.original;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;

/**
 * Reads a pickle of plain values and of NumPy's scalars and arrays of objects. A machine of a stack
 * and a memo that builds values and has no way to call anything: of Python's names it knows the
 * four that NumPy writes, of opcodes those that build such values. Any other is an error.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">the opcodes</a>
 */
final class PickleReader {
  private static final Object MARK = new Object();

  /** Python's names that are known, and none that does anything when called. */
  private enum Known {
    RECONSTRUCT,
    NDARRAY,
    DTYPE,
    SCALAR;

    private static final Map<String, Known> BY_NAME =
        Map.of(
            "numpy.core.multiarray _reconstruct", RECONSTRUCT,
            "numpy._core.multiarray _reconstruct", RECONSTRUCT,
            "numpy ndarray", NDARRAY,
            "numpy dtype", DTYPE,
            "numpy.core.multiarray scalar", SCALAR,
            "numpy._core.multiarray scalar", SCALAR);
  }

  private final String subject;
  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private PickleReader(String subject, ByteBuffer in) {
    this.subject = subject;
    this.in = in;
  }

  /**
   * The value of a pickle.
   *
   * @param subject the file and member, in errors
   * @throws DoseDataException when it is damaged, or holds an opcode or a name that is not known
   */
  static PlainValue read(String subject, byte[] pickle) {
    ByteBuffer in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    PickleReader reader = new PickleReader(subject, in);
    return new PickledObjects(subject, pickle.length).plain(reader.run());
  }

  private Object run() {
    while (in.hasRemaining()) {
      int opcode = in.get() & 0xFF;
      if (opcode == '.') {
        return pop();
      }
      step(opcode);
    }
    throw damaged("a pickle without an end");
  }

  private void step(int opcode) {
    switch (opcode) {
      case 0x80 -> requireProtocol(unsigned(1));
      case 0x95 -> requireFrame(take(8).getLong());
      case 'N' -> push(PickledObjects.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) take(4).getInt());
      case 'K' -> push(unsigned(1));
      case 'M' -> push(unsigned(2));
      case 0x8A -> push(longOf(bytes(unsigned(1))));
      case 'G' -> push(take(8).order(ByteOrder.BIG_ENDIAN).getDouble());
      case 'X' -> push(text(unsigned(4)));
      case 0x8C -> push(text(unsigned(1)));
      case 'C' -> push(bytes(unsigned(1)));
      case 'B' -> push(bytes(unsigned(4)));
      default -> stepOnStack(opcode);
    }
  }

  private void stepOnStack(int opcode) {
    switch (opcode) {
      case '(' -> push(MARK);
      case '}' -> push(new PickledObjects.Dictionary());
      case ']' -> push(new PickledObjects.Sequence());
      case ')' -> push(new PickledObjects.Sequence());
      case 't' -> push(sequence(toMark()));
      case 0x85 -> push(sequence(top(1)));
      case 0x86 -> push(sequence(top(2)));
      case 0x87 -> push(sequence(top(3)));
      case 'a' -> append(top(1));
      case 'e' -> append(toMark());
      case 's' -> put(top(2));
      case 'u' -> put(toMark());
      case 'q' -> memo.put(unsigned(1), peek());
      case 'r' -> memo.put(unsigned(4), peek());
      case 0x94 -> memo.put((long) memo.size(), peek());
      case 'h' -> push(remembered(unsigned(1)));
      case 'j' -> push(remembered(unsigned(4)));
      case 'c' -> push(known(line(), line()));
      case 0x93 -> stackGlobal();
      case 'R' -> reduce();
      case 'b' -> build();
      default -> throw damaged("the opcode 0x%02X, which may do something,".formatted(opcode));
    }
  }

  private void requireProtocol(long protocol) {
    if (protocol < 2 || protocol > 5) {
      throw damaged("a pickle of protocol " + protocol);
    }
  }

  private void requireFrame(long length) {
    if (length < 0 || length > in.remaining()) {
      throw damaged("a frame of " + length + " bytes where " + in.remaining() + " are left");
    }
  }

  private void stackGlobal() {
    List<Object> names = top(2);
    if (names.get(0) instanceof String module && names.get(1) instanceof String name) {
      push(known(module, name));
    } else {
      throw damaged("a name that is no text");
    }
  }

  private Known known(String module, String name) {
    Known known = Known.BY_NAME.get(module + " " + name);
    if (known == null) {
      throw damaged("the Python name " + printable(module) + "." + printable(name));
    }
    return known;
  }

  private static String printable(String text) {
    return text.length() <= 40 && text.matches("[A-Za-z0-9_.]*") ? text : "(unprintable)";
  }

  /** Not a call: the four known names describe arrays and numbers. */
  private void reduce() {
    List<Object> pair = top(2);
    if (!(pair.get(0) instanceof Known known)
        || !(pair.get(1) instanceof PickledObjects.Sequence arguments)) {
      throw damaged("a call of a value");
    }
    List<Object> values = arguments.values();
    push(
        switch (known) {
          case RECONSTRUCT -> {
            if (values.size() != 3 || values.get(0) != Known.NDARRAY) {
              throw damaged("an array of another class");
            }
            yield new PickledObjects.ObjectArray();
          }
          case DTYPE -> {
            if (values.isEmpty() || !(values.get(0) instanceof String code)) {
              throw damaged("a number type without a name");
            }
            yield new PickledObjects.NumberType(code);
          }
          case SCALAR -> {
            if (values.size() != 2
                || !(values.get(0) instanceof PickledObjects.NumberType type)
                || !(values.get(1) instanceof byte[] bytes)) {
              throw damaged("a number without its bytes");
            }
            yield type.decode(subject, bytes);
          }
          case NDARRAY -> throw damaged("a call of numpy.ndarray");
        });
  }

  private void build() {
    List<Object> pair = top(2);
    if (!(pair.get(1) instanceof PickledObjects.Sequence state)) {
      throw damaged("a state that is no tuple");
    }
    List<Object> values = state.values();
    if (pair.get(0) instanceof PickledObjects.NumberType type) {
      // (version, byte order, ...): NumPy's own, little-endian here.
      if (values.size() < 2 || !(values.get(1) instanceof String order) || order.equals(">")) {
        throw damaged("a number type of another byte order");
      }
      push(type);
    } else if (pair.get(0) instanceof PickledObjects.ObjectArray array
        && values.size() == 5
        && values.get(4) instanceof PickledObjects.Sequence content) {
      array.content(content);
      push(array);
    } else {
      throw damaged("a state of another object");
    }
  }

  private void append(List<Object> values) {
    if (!(peek() instanceof PickledObjects.Sequence list)) {
      throw damaged("an append to no list");
    }
    list.values().addAll(values);
  }

  private void put(List<Object> pairs) {
    if (!(peek() instanceof PickledObjects.Dictionary dictionary) || pairs.size() % 2 != 0) {
      throw damaged("an entry of no dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (!(key instanceof String || key instanceof Long)) {
        throw damaged("a key that is neither text nor a whole number");
      }
      dictionary.values().put(key.toString(), pairs.get(i + 1));
    }
  }

  private static PickledObjects.Sequence sequence(List<Object> values) {
    PickledObjects.Sequence sequence = new PickledObjects.Sequence();
    sequence.values().addAll(values);
    return sequence;
  }

  private List<Object> toMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw damaged("no mark");
    }
    List<Object> values = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return values;
  }

  private List<Object> top(int count) {
    int from = stack.size() - count;
    if (from < 0 || stack.subList(from, stack.size()).contains(MARK)) {
      throw damaged("too short a stack");
    }
    List<Object> values = new ArrayList<>(stack.subList(from, stack.size()));
    stack.subList(from, stack.size()).clear();
    return values;
  }

  private Object pop() {
    return top(1).get(0);
  }

  private Object peek() {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
      throw damaged("too short a stack");
    }
    return stack.get(stack.size() - 1);
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object remembered(long index) {
    Object value = memo.get(index);
    if (value == null) {
      throw damaged("a memo that was never written");
    }
    return value;
  }

  private long unsigned(int bytes) {
    ByteBuffer taken = take(bytes);
    return switch (bytes) {
      case 1 -> taken.get() & 0xFF;
      case 2 -> taken.getShort() & 0xFFFF;
      default -> taken.getInt() & 0xFFFF_FFFFL;
    };
  }

  private ByteBuffer take(int count) {
    if (count > in.remaining()) {
      throw damaged("an end in the middle");
    }
    ByteBuffer part = in.slice(in.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + count);
    return part;
  }

  private byte[] bytes(long count) {
    if (count > in.remaining()) {
      throw damaged("a length of " + count + " where " + in.remaining() + " bytes are left");
    }
    byte[] result = new byte[(int) count];
    in.get(result);
    return result;
  }

  private String text(long count) {
    return new String(bytes(count), StandardCharsets.UTF_8);
  }

  private String line() {
    int start = in.position();
    while (in.hasRemaining()) {
      if (in.get() == '\n') {
        byte[] bytes = new byte[in.position() - 1 - start];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
      }
    }
    throw damaged("a line without an end");
  }

  private Object longOf(byte[] littleEndian) {
    if (littleEndian.length > Long.BYTES) {
      throw damaged("a whole number of " + littleEndian.length + " bytes");
    }
    long sign = littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0;
    byte[] whole = new byte[Long.BYTES];
    Arrays.fill(whole, (byte) sign);
    System.arraycopy(littleEndian, 0, whole, 0, littleEndian.length);
    return ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private DoseDataException damaged(String found) {
    return DoseDataException.of(
        subject,
        found + " at byte " + in.position() + " of a pickle",
        "plain values as NumPy writes them",
        "do not load the file in Python; take it from a source you trust");
  }
}
