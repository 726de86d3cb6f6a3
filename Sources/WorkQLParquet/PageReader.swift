internal import zlib

/// The contents that have been read of one column of a row group.
struct ChunkContent {
    let leaf: ParquetLeaf
    let total: Int
    /// The number of values and NULLs read so far.
    var levelCount = 0
    /// For each of them, whether it is a value; empty while all are.
    var definition: [UInt32] = []
    var repetition: [UInt32] = []
    var values: RawValues
    /// Codes of the values, as long as every page uses the dictionary.
    var codes: [Int32]? = []
    var dictionary: RawValues?

    init(leaf: ParquetLeaf, total: Int) {
        self.leaf = leaf
        self.total = total
        values = RawValues(empty: leaf.physical)
        // Values that are read as text may have another physical type.
        if let empty = try? leaf.interpret(values) { values = empty }
    }

    /// Adds the levels of a page of a column that is not repeated.
    ///
    /// - Parameter levels: nil if each of them is a value.
    mutating func append(levels: [UInt32]?, count: Int) {
        if let levels {
            if definition.count < levelCount {
                definition.append(
                    contentsOf: repeatElement(
                        UInt32(leaf.maxDefinition), count: levelCount - definition.count))
            }
            definition += levels
        } else if !definition.isEmpty {
            definition.append(
                contentsOf: repeatElement(UInt32(leaf.maxDefinition), count: count))
        }
        levelCount += count
    }

    /// Adds a page's dictionary codes.
    mutating func append(codes new: [UInt32]) throws(ParquetError) {
        guard let dictionary else { throw .malformed("page without a dictionary") }
        let greatest = new.withUnsafeBufferPointer { codes in
            var greatest: UInt32 = 0
            for code in codes { greatest = max(greatest, code) }
            return greatest
        }
        guard new.isEmpty || greatest < UInt32(clamping: dictionary.count) else {
            throw .malformed("code outside the dictionary")
        }
        if case .bytes = dictionary, var known = codes {
            // Moved, so that there is a single reference and it grows in place.
            codes = nil
            new.withUnsafeBufferPointer { new in
                new.withMemoryRebound(to: Int32.self) { known.append(contentsOf: $0) }
            }
            codes = known
        } else {
            try append(gathering: new.map { Int($0) }, from: dictionary)
        }
    }

    /// Adds a page's values. A chunk of which only some pages use the dictionary is read as values.
    mutating func append(_ raw: RawValues) throws(ParquetError) {
        try discardDictionary()
        // Moved out of the enumeration, so that there is a single reference and it grows in place.
        var taken = RawValues.booleans([])
        swap(&taken, &values)
        values = try (consume taken).appending(raw)
    }

    private mutating func discardDictionary() throws(ParquetError) {
        guard let known = codes else { return }
        codes = nil
        guard !known.isEmpty, let dictionary else { return }
        try append(gathering: known.map { Int($0) }, from: dictionary)
    }

    private mutating func append(
        gathering indices: [Int], from dictionary: RawValues
    ) throws(ParquetError) {
        codes = nil
        switch dictionary {
        case .booleans(let entries): try append(.booleans(indices.map { entries[$0] }))
        case .integers(let entries): try append(.integers(indices.map { entries[$0] }))
        case .reals(let entries): try append(.reals(indices.map { entries[$0] }))
        case .bytes(let entries):
            var size = 0
            for index in indices { size += entries.offsets[index + 1] - entries.offsets[index] }
            guard size <= 1 << 30 else { throw .unsupported("page of more than 1 GB") }
            var result = ParquetBytes()
            result.data.reserveCapacity(size)
            for index in indices { result.append(entries[index]) }
            try append(.bytes(result))
        }
    }

    /// Returns a column of the table's own, with an element for each NULL.
    func column(name: String, rows: Int) throws(ParquetError) -> ParquetColumn {
        let validity: [Bool]? =
            definition.contains { $0 == 0 } ? definition.map { $0 != 0 } : nil
        if let codes, case .bytes(let entries)? = dictionary {
            return ParquetColumn(
                name: name, type: leaf.type,
                values: .dictionary(codes: spread(codes, validity, 0), entries: entries),
                validity: validity)
        }
        let spreadValues: ParquetColumn.Values =
            switch values {
            case .booleans(let values): .booleans(spread(values, validity, false))
            case .integers(let values): .integers(spread(values, validity, 0))
            case .reals(let values): .reals(spread(values, validity, 0))
            case .bytes(let values): .bytes(spread(values, validity))
            }
        guard spreadValues.count == rows else { throw .malformed("number of values of \(name)") }
        return ParquetColumn(
            name: name, type: leaf.type, values: spreadValues, validity: validity)
    }

    private func spread<T>(_ values: [T], _ validity: [Bool]?, _ empty: T) -> [T] {
        guard let validity else { return values }
        var next = 0
        return validity.map { valid in
            guard valid, next < values.count else { return empty }
            next += 1
            return values[next - 1]
        }
    }

    private func spread(_ values: ParquetBytes, _ validity: [Bool]?) -> ParquetBytes {
        guard let validity else { return values }
        var offsets: [Int] = [0]
        offsets.reserveCapacity(validity.count + 1)
        var next = 0
        for valid in validity {
            if valid, next < values.count { next += 1 }
            offsets.append(values.offsets[next])
        }
        return ParquetBytes(data: values.data, offsets: offsets)
    }
}

/// A reader of the pages of one column of a row group, in order.
struct PageReader {
    let bytes: UnsafeRawBufferPointer
    let leaf: ParquetLeaf
    let codec: ParquetCodec
    private let zstd: ZstdDecompressor
    private var position = 0

    init(
        bytes: UnsafeRawBufferPointer, leaf: ParquetLeaf, codec: ParquetCodec,
        _ zstd: ZstdDecompressor
    ) {
        self.bytes = bytes
        self.leaf = leaf
        self.codec = codec
        self.zstd = zstd
    }

    mutating func readPage(into content: inout ChunkContent) throws(ParquetError) {
        guard position < bytes.count else { throw .truncated }
        var reader = ThriftReader(bytes, at: position)
        let header = try reader.readStructure()
        guard let compressed = header[3]?.int, let uncompressed = header[2]?.int,
            compressed >= 0, uncompressed >= 0, uncompressed <= Int32.max
        else { throw .malformed("header of a page") }
        let start = reader.position
        guard compressed <= Int64(bytes.count - start) else { throw .truncated }
        position = start + Int(compressed)
        let body = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        if let stated = header[4]?.int {
            let actual = crc32(
                0, body.assumingMemoryBound(to: UInt8.self).baseAddress, UInt32(body.count))
            guard UInt32(truncatingIfNeeded: stated) == UInt32(actual) else {
                throw .checksum(column: leaf.path.joined(separator: "."))
            }
        }
        switch header[1]?.int {
        case 0: try readVersion1(header[5], body, Int(uncompressed), &content)
        case 2: try readDictionary(header[7], body, Int(uncompressed), &content)
        case 3: try readVersion2(header[8], body, Int(uncompressed), &content)
        case 1: break
        default: throw .unsupported("page of type \(header[1]?.int ?? -1)")
        }
    }

    private func count(_ value: ThriftValue?) throws(ParquetError) -> Int {
        guard let value = value?.int, (0...Int64(Int32.max)).contains(value) else {
            throw .malformed("header of a page")
        }
        return Int(value)
    }

    private func readDictionary(
        _ header: ThriftValue?, _ body: UnsafeRawBufferPointer, _ size: Int,
        _ content: inout ChunkContent
    ) throws(ParquetError) {
        guard content.dictionary == nil, content.levelCount == 0 else {
            throw .malformed("second dictionary of a column")
        }
        let count = try count(header?[1])
        guard [0, 2].contains(header?[2]?.int) else {
            throw .unsupported("encoding \(header?[2]?.int ?? -1) of a dictionary")
        }
        let page = try codec.decompress(body, size: size, zstd)
        content.dictionary = try withBytes(of: page[...]) { page throws(ParquetError) in
            var decoder = ValueDecoder(leaf: leaf, bytes: page, position: 0, count: count)
            return try leaf.interpret(try decoder.decode(encoding: 0))
        }
    }

    private func readVersion1(
        _ header: ThriftValue?, _ body: UnsafeRawBufferPointer, _ size: Int,
        _ content: inout ChunkContent
    ) throws(ParquetError) {
        let count = try count(header?[1])
        guard count <= content.total - content.levelCount else {
            throw .malformed("more values than the column states")
        }
        let page = try codec.decompress(body, size: size, zstd)
        try withBytes(of: page[...]) { page throws(ParquetError) in
            var position = 0
            let repetition = try levels(
                page, &position, count, leaf.maxRepetition, header?[4]?.int)
            let definition = try definitions(page, &position, count, header?[3]?.int)
            try finish(page, position, count, repetition, definition, header?[2], &content)
        }
    }

    private func readVersion2(
        _ header: ThriftValue?, _ body: UnsafeRawBufferPointer, _ size: Int,
        _ content: inout ChunkContent
    ) throws(ParquetError) {
        let count = try count(header?[1])
        let definitionSize = try self.count(header?[5])
        let repetitionSize = try self.count(header?[6])
        let levelSize = definitionSize + repetitionSize
        guard count <= content.total - content.levelCount, levelSize <= body.count,
            levelSize <= size
        else { throw .malformed("header of a page") }
        var repetition: [UInt32] = []
        if leaf.maxRepetition > 0 {
            var decoder = try RunLengthDecoder(
                body, from: 0, to: repetitionSize, width: bitWidth(of: leaf.maxRepetition))
            repetition = try decodeRuns(&decoder, count)
        }
        var definition: [UInt32]? = leaf.isFlat ? nil : []
        if leaf.maxDefinition > 0 {
            var decoder = try RunLengthDecoder(
                body, from: repetitionSize, to: levelSize, width: bitWidth(of: leaf.maxDefinition))
            definition = try definitions(&decoder, count)
        }
        let rest = UnsafeRawBufferPointer(rebasing: body[levelSize...])
        let isCompressed = header?[7]?.bool ?? true
        // A page of NULLs has no values to compress.
        let page =
            rest.isEmpty
            ? []
            : try (isCompressed ? codec : .uncompressed)
                .decompress(rest, size: size - levelSize, zstd)
        try withBytes(of: page[...]) { page throws(ParquetError) in
            try finish(page, 0, count, repetition, definition, header?[4], &content)
        }
    }

    private func levels(
        _ page: UnsafeRawBufferPointer, _ position: inout Int, _ count: Int, _ maximum: Int,
        _ encoding: Int64?
    ) throws(ParquetError) -> [UInt32] {
        guard maximum > 0 else { return [] }
        var decoder = try levelDecoder(page, &position, maximum, encoding)
        return try decodeRuns(&decoder, count)
    }

    /// Returns the definition levels of a page; nil if the column is flat and each is a value.
    private func definitions(
        _ page: UnsafeRawBufferPointer, _ position: inout Int, _ count: Int, _ encoding: Int64?
    ) throws(ParquetError) -> [UInt32]? {
        guard leaf.maxDefinition > 0 else { return leaf.isFlat ? nil : [] }
        var decoder = try levelDecoder(page, &position, leaf.maxDefinition, encoding)
        return try definitions(&decoder, count)
    }

    private func definitions(
        _ decoder: inout RunLengthDecoder, _ count: Int
    ) throws(ParquetError) -> [UInt32]? {
        if leaf.isFlat, decoder.isRun(of: UInt32(leaf.maxDefinition), count: count) { return nil }
        return try decodeRuns(&decoder, count)
    }

    private func levelDecoder(
        _ page: UnsafeRawBufferPointer, _ position: inout Int, _ maximum: Int, _ encoding: Int64?
    ) throws(ParquetError) -> RunLengthDecoder {
        guard encoding == 3 else { throw .unsupported("encoding \(encoding ?? -1) of levels") }
        guard page.count - position >= 4 else { throw .truncated }
        let length = Int(
            UInt32(littleEndian: page.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
        position += 4
        guard length <= page.count - position else { throw .truncated }
        defer { position += length }
        return try RunLengthDecoder(
            page, from: position, to: position + length, width: bitWidth(of: maximum))
    }

    private func finish(
        _ page: UnsafeRawBufferPointer, _ position: Int, _ count: Int, _ repetition: [UInt32],
        _ definition: [UInt32]?, _ encoding: ThriftValue?, _ content: inout ChunkContent
    ) throws(ParquetError) {
        let maximum = UInt32(leaf.maxDefinition)
        var present = definition?.isEmpty ?? true ? count : 0
        for level in definition ?? [] {
            guard level <= maximum else { throw .malformed("level above the column's") }
            if level == maximum { present += 1 }
        }
        guard repetition.allSatisfy({ $0 <= UInt32(leaf.maxRepetition) }) else {
            throw .malformed("level above the column's")
        }
        if leaf.isFlat {
            content.append(levels: definition, count: count)
        } else {
            content.levelCount += count
            content.definition += definition ?? []
            content.repetition += repetition
        }
        guard let encoding = encoding?.int else { throw .malformed("encoding of a page") }
        guard present > 0 else { return }
        if encoding == 2 || encoding == 8 {
            guard page.count > position else { throw .truncated }
            var decoder = try RunLengthDecoder(
                page, from: position + 1, to: page.count, width: Int(page[position]))
            try content.append(codes: try decodeRuns(&decoder, present))
        } else {
            var decoder = ValueDecoder(
                leaf: leaf, bytes: page, position: position, count: present)
            try content.append(try leaf.interpret(try decoder.decode(encoding: Int(encoding))))
        }
    }
}
