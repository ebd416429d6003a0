package zerobridge.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;

class FieldsFuzz {
  @FuzzTest(maxDuration = "40s")
  void read(byte[] bytes) {
    CodecTargets.hashfield(bytes);
    CodecTargets.piecefield(bytes);
  }
}
