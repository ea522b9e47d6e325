#if Compression
    import HoldfastCompression
    import HoldfastConformance
    import HoldfastCore
    import HoldfastMemory
    import Testing

    /// Compression by itself, and in a store.
    struct CompressionTests {
        let place = Scene.place

        @Test func whatShrinksComesBackByteForByte() async throws {
            let compression = PayloadCompression()
            for size in [1_024, 20_001, 3 << 20] {
                let text = Array(String(repeating: "so it goes; ", count: size / 12 + 1).utf8.prefix(size))
                let packed = try #require(try await compression.encode(text, at: place))
                #expect(packed.count < text.count / 10)
                #expect(try await compression.decode(packed, keyID: nil, at: place) == text)
            }
        }

        @Test func whatIsShortOrDoesNotShrinkStays() async throws {
            let compression = PayloadCompression()
            #expect(try await compression.encode([UInt8](repeating: 1, count: 1_023), at: place) == nil)
            #expect(try await compression.encode(Scene.noise(5_000), at: place) == nil)
        }

        @Test func damagedBytesAreRefusedAndCannotFillTheMemory() async throws {
            let compression = PayloadCompression()
            let text = [UInt8](repeating: 65, count: 10_000)
            let packed = try #require(try await compression.encode(text, at: place))
            var huge = packed
            huge[2] = 0x7F
            var short = packed
            short[7] -= 1
            var other = packed
            other[20] ^= 0xFF
            for bytes in [[], huge, short, other, Array(packed.dropLast())] {
                await #expect { _ = try await compression.decode(bytes, keyID: nil, at: place) } throws: {
                    ($0 as? BackendError)?.code == .corrupted
                }
            }
        }
    }
#endif
