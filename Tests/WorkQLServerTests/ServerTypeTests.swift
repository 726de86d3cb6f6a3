import Testing
import WorkQLServer

@Suite struct ServerTypeTests {
    @Test("Types are found by their numbers, each of which is one type's")
    func numbers() {
        #expect(Set(ServerType.all.map(\.oid)).count == ServerType.all.count)
        for type in ServerType.all { #expect(ServerType.named(type.oid) == type) }
        #expect(ServerType.named(1) == nil)
    }

    @Test("An array knows its elements")
    func arrays() {
        for type in ServerType.all where type.element != 0 {
            #expect(type.elementType != nil, "\(type.name)")
        }
        #expect(ServerType.texts.elementType == .text)
        #expect(ServerType.texts.name == "text[]")
    }
}
