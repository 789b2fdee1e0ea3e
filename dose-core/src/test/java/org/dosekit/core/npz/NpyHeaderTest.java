package org.dosekit.core.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyHeaderTest {
  /**
   * What {@code numpy.save} (2.4) writes before the values of {@code zeros((128, 3, 1), '<f4')}.
   */
  @Test
  void writesTheBytesThatNumpyWrites() {
    byte[] header = NpyHeader.format(NpyType.FLOAT32, 128, 3, 1);
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (128, 3, 1), }";
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
    assertEquals(128, header.length);
    assertArrayEquals(start, Arrays.copyOf(header, 10));
    assertEquals(
        text + " ".repeat(117 - text.length()) + "\n",
        new String(header, 10, 118, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @EnumSource(NpyType.class)
  void headersRoundTripAndEndOnA64thByte(NpyType type) throws IOException {
    for (int[] shape : new int[][] {{}, {5}, {0, 7}, {2, 3, 4, 5}, {Integer.MAX_VALUE}}) {
      byte[] bytes = NpyHeader.format(type, shape);
      NpyHeader read = NpyHeader.read("a", new ByteArrayInputStream(bytes));
      assertEquals(type, read.type());
      assertArrayEquals(shape, read.shape());
      assertEquals(bytes.length, read.headerBytes());
      assertEquals(0, bytes.length % 64);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsTheThreeVersionsOfTheFormat(int version) throws IOException {
    NpyHeader read =
        read(version, "{'shape': (2, 3), 'fortran_order': False, 'descr': '|b1'}   \n");
    assertEquals(NpyType.BOOL, read.type());
    assertArrayEquals(new int[] {2, 3}, read.shape());
    assertEquals(6, read.valueBytes());
  }

  @Test
  void fortranOrderOfAVectorIsCOrder() throws IOException {
    assertArrayEquals(
        new int[] {3}, read(1, "{'descr': '<f4', 'fortran_order': True, 'shape': (3,), }").shape());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          {'descr': '|O', 'fortran_order': False, 'shape': (), }                 ; pickled
          {'descr': [('a', '|O')], 'fortran_order': False, 'shape': (), }        ; pickled
          {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }     ; a header that
          {'descr': '>f4', 'fortran_order': False, 'shape': (3,), }              ; '>f4'
          {'descr': '<c8', 'fortran_order': False, 'shape': (3,), }              ; '<c8'
          {'descr': '<f4', 'fortran_order': True, 'shape': (3, 3), }             ; Fortran order
          {'descr': '<f4', 'fortran_order': 1, 'shape': (3, 3), }                ; a header that
          {'descr': '<f4', 'fortran_order': (3,), 'shape': (3, 3), }             ; fortran_order
          {'descr': '<f4', 'fortran_order': False, 'shape': 3, }                 ; a header that
          {'descr': '<f4', 'fortran_order': False, 'shape': (3), }               ; 1 dimensions
          {'descr': '<f4', 'fortran_order': False, 'shape': (3 3), }             ; a shape
          {'descr': '<f4', 'fortran_order': False, 'shape': (-3, 3), }           ; a header that
          {'descr': '<f4', 'fortran_order': False, 'shape': (10000, 10000, 10000), } ; (10000, 10000, 10000)
          {'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }  ; (1000000000000,)
          {'descr': '<f4', 'fortran_order': False, 'shape': (0, 1000000000000), } ; (0, 1000000000000)
          {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } ; a shape
          {'descr': '<f4', 'fortran_order': False, }                             ; keys
          {'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (), } ; twice
          {'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': __import__('os')} ; a header that
          'descr'                                                                ; no dictionary
          """)
  void otherHeadersAreRefused(String text, String named) {
    DoseDataException e = assertThrows(DoseDataException.class, () -> read(1, text));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertTrue(e.getMessage().startsWith("x.npz, member 'a'"), e.getMessage());
  }

  @Test
  void damagedBeginningsAreRefused() {
    byte[] good = NpyHeader.format(NpyType.FLOAT32, 3);
    byte[] badMagic = good.clone();
    badMagic[0] = 'P';
    byte[] badVersion = good.clone();
    badVersion[6] = 4;
    byte[] longHeader = good.clone();
    longHeader[9] = (byte) 0xFF;
    for (byte[] bytes :
        new byte[][] {
          {}, badMagic, badVersion, longHeader, Arrays.copyOf(good, 9), Arrays.copyOf(good, 40)
        }) {
      assertThrows(
          DoseDataException.class, () -> NpyHeader.read("a", new ByteArrayInputStream(bytes)));
    }
  }

  private static NpyHeader read(int version, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    bytes.write(text.length() & 0xFF);
    bytes.write(text.length() >> 8);
    if (version > 1) {
      bytes.write(0);
      bytes.write(0);
    }
    bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return NpyHeader.read("x.npz, member 'a'", new ByteArrayInputStream(bytes.toByteArray()));
  }
}
