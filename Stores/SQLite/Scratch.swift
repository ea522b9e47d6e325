#if SQLite
    /// Memory that holds the parameters of the statement that is being run, so that SQLite need not allocate each one.
    ///
    /// A statement binds all its parameters anew before each run, so it never reads what an earlier one left here.
    @safe final class Scratch {
        private static let size = 64 << 10
        private let memory = UnsafeMutableRawPointer.allocate(byteCount: Scratch.size, alignment: 8)
        private var used = 0

        // The connection closes its statements, which point here, before it lets this go.
        deinit { unsafe memory.deallocate() }

        func clear() { used = 0 }

        /// A copy of the bytes, which lasts until ``clear()``; nil where they don't fit.
        func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
            guard bytes.count <= Scratch.size - used else { return nil }
            let place = unsafe memory + used
            if let start = bytes.baseAddress { unsafe place.copyMemory(from: start, byteCount: bytes.count) }
            used += bytes.count
            return unsafe UnsafePointer(place.assumingMemoryBound(to: CChar.self))
        }
    }
#endif
