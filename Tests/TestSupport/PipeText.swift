package import Foundation

extension Pipe {
    /// Reads until slightly after a text, or to the end.
    package func text(until end: String) -> String {
        var data = Data()
        while !String(decoding: data, as: UTF8.self).contains(end) {
            guard let next = part(from: fileHandleForReading.fileDescriptor) else { break }
            data += next
        }
        return String(decoding: data, as: UTF8.self)
    }
}

extension FileHandle {
    /// Reads all data to the end.
    package func readToTheEnd() -> Data {
        var data = Data()
        while let next = part(from: fileDescriptor) { data += next }
        return data
    }
}

/// Reads the available data; returns nil at the end. Foundation's own reading ends the process if a
/// signal interrupts it, and tests of signals run at the same time as others.
private func part(from descriptor: Int32) -> Data? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 { return Data(buffer[..<count]) }
        if count == 0 || errno != EINTR { return nil }
    }
}
