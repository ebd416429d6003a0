package zerobridge.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;

class MsgPackFuzz {
  @FuzzTest(maxDuration = "40s")
  void read(byte[] bytes) {
    CodecTargets.msgPack(bytes);
  }
}
