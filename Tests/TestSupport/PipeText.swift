package import Foundation

extension Pipe {
    /// What comes through up to a text and a little behind it, or up to the end.
    package func text(until end: String) -> String {
        var text = ""
        while !text.contains(end) {
            let data = fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
        }
        return text
    }
}
