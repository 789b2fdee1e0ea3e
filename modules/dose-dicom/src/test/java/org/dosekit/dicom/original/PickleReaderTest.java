package org.dosekit.dicom.original;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickleReaderTest {
  /** Python 3.11: pickle.dumps({'a': [1, 2.5, None, True, -70000, 'ü'], 7: (2**40,)}, 4). */
  private static final String PROTOCOL_4 =
      "80049530000000000000007d94288c0161945d94284b014740040000000000004e884a90eefeff8c"
          + "02c3bc94654b078a060000000000018594752e";

  @Test
  void plainValuesOfProtocolFourAreRead() {
    PlainValue value = read(PROTOCOL_4);
    assertEquals(
        new PlainValue.Listed(
            List.of(
                new PlainValue.Numeric(1),
                new PlainValue.Numeric(2.5),
                new PlainValue.None(),
                new PlainValue.Flag(true),
                new PlainValue.Numeric(-70000),
                new PlainValue.Text("ü"))),
        value.get("a").orElseThrow());
    assertEquals(
        new PlainValue.Listed(List.of(new PlainValue.Numeric(0x1p40))),
        value.get("7").orElseThrow());
  }

  /** Ways to run code on loading: by name, by opcode, by a state, by an extension. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cos\nsystem\n(S'true'\ntR.",
        "cposix\nsystem\n.",
        "cbuiltins\neval\n.",
        "c__builtin__\nexec\n.",
        "cnumpy\nload\n.",
        "cnumpy.core.multiarray\nfromfile\n.",
        "cnumpy\nndarray\n)R.",
        "(ios\nsystem\n.",
        "(cos\nsystem\no.",
        "cnumpy\nndarray\n)\u0081.",
        "\u0082\u0001.",
        "Pid\n.",
        "}}b.",
        "]K\u0001R.",
        "\u008C\u0002os\u008C\u0006system\u0093."
      })
  void whateverCouldDoSomethingIsRefused(String pickle) {
    byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> PickleReader.read("test", bytes));
    assertTrue(e.getMessage().contains("pickle"), e.getMessage());
  }

  @Test
  void theRefusalNamesTheOpcodeOrTheName() {
    DoseDataException name =
        assertThrows(
            DoseDataException.class,
            () -> PickleReader.read("test", "cos\nsystem\n.".getBytes(StandardCharsets.UTF_8)));
    assertTrue(name.getMessage().contains("os.system"), name.getMessage());
    DoseDataException opcode =
        assertThrows(
            DoseDataException.class, () -> PickleReader.read("test", new byte[] {(byte) 0x81}));
    assertTrue(opcode.getMessage().contains("0x81"), opcode.getMessage());
  }

  @Test
  void bombsAreRefusedBeforeTheyGoOff() {
    // A list that holds the one before ten times, forty times over: 10^40 values.
    ByteArrayOutputStream laughs = new ByteArrayOutputStream();
    laughs.writeBytes(new byte[] {']', 'q', 0});
    for (int level = 1; level <= 30; level++) {
      laughs.writeBytes(new byte[] {']', '('});
      for (int i = 0; i < 10; i++) {
        laughs.writeBytes(new byte[] {'h', (byte) (level - 1)});
      }
      laughs.writeBytes(new byte[] {'e', 'q', (byte) level});
    }
    laughs.write('.');
    requireRefused(laughs.toByteArray(), "too often");
    requireRefused("(".repeat(100_000).getBytes(StandardCharsets.US_ASCII), "without an end");
    // A list in itself.
    requireRefused(new byte[] {']', 'q', 0, 'h', 0, 'a', '.'}, "nested too deep");
    // A length beyond the end: nothing is allocated.
    requireRefused(HexFormat.of().parseHex("58FFFFFF7F2E"), "are left");
    requireRefused(
        "]".repeat(5000).concat("a".repeat(4999)).concat(".").getBytes(StandardCharsets.US_ASCII),
        "nested too deep");
  }

  @Test
  void damagedPicklesAreRefusedOrRead() {
    byte[] seed = HexFormat.of().parseHex(PROTOCOL_4);
    SplittableRandom random = new SplittableRandom(20261123);
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            byte[] mutant = seed.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
              mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            try {
              PickleReader.read("mutant", mutant);
            } catch (DoseDataException expected) {
              assertTrue(expected.getMessage().contains("pickle"));
            } catch (RuntimeException | Error e) {
              fail("mutant " + i, e);
            }
          }
        });
  }

  private static void requireRefused(byte[] pickle, String reason) {
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> PickleReader.read("test", pickle));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private static PlainValue read(String hex) {
    return PickleReader.read("test", HexFormat.of().parseHex(hex));
  }
}
