package zerobridge.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;

class BencodeFuzz {
  @FuzzTest(maxDuration = "40s")
  void read(byte[] bytes) {
    CodecTargets.bencode(bytes);
  }
}
