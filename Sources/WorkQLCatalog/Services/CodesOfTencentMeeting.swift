// The meanings of the codes of Tencent Meeting, and the actions to take.

extension ErrorCode {
    /// Codes of api.meeting.qq.com.
    package static let tencentMeeting: [Int64: ErrorCode] = [
        41: ErrorCode(
            reaction: .busy, meaning: "the service timed out internally", chinese: "网络超时。"),
        5108: ErrorCode(reaction: .busy, meaning: "the service is busy"),
        190301: ErrorCode(
            reaction: .busy, meaning: "the request was rejected as a replay", chinese: "请求重放。"),
        200002: ErrorCode(
            reaction: .busy, meaning: "the request was rejected as a replay", chinese: "请求重放。"),
        190300: ErrorCode(
            reaction: .fail(.configuration), meaning: "this machine's clock is wrong",
            chinese: "请求时间戳与服务器时间相差超过5分钟。",
            help: "set the clock: signatures contain the time"),
        190303: ErrorCode(
            reaction: .fail(.credentials), meaning: "the secret id or SDK id is unknown",
            help: "check secret_id, and leave sdk_id out unless one was assigned"),
        200003: ErrorCode(
            reaction: .fail(.credentials), meaning: "the signature is not accepted",
            help: "check secret_id and secret_key"),
        200001: ErrorCode(
            reaction: .fail(.credentials), meaning: "a header that signs the request is missing",
            chinese: "缺少公共请求头参数。",
            help: "check app_id, secret_id and secret_key"),
        190004: ErrorCode(
            reaction: .tooLarge(.range), meaning: "the parameters are not accepted",
            chinese: "参数非法，请对照接口文档检查您的参数。"),
        500014: ErrorCode(
            reaction: .fail(.permission), meaning: "the operator may not see the recordings",
            chinese: "账号无权限。",
            help: "give the operator 录制管理 in the console: 账户管理 > 录制管理 > 查看/编辑权限"),
        500063: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not see the recordings",
            chinese: "应用无权限。",
            help: "give the app 查看企业录制 and 管理企业录制"),
        500125: ErrorCode(
            reaction: .fail(.permission), meaning: "this machine's address is not trusted",
            chinese: "IP 不在白名单内。",
            help: "add the address to the app's list of trusted addresses"),
        190310: ErrorCode(
            reaction: .frequency, meaning: "too many calls of this app in a minute",
            chinese: "每分钟总接口调用次数超过限制。"),
        190313: ErrorCode(
            reaction: .frequency, meaning: "too many calls of this endpoint in a minute",
            chinese: "每分钟单个接口调用次数超过限制。"),
        190311: ErrorCode(
            reaction: .fail(.quota), meaning: "the app's calls for this day are used up",
            chinese: "每天总接口调用次数超过限制。",
            help: "run it again tomorrow"),
        190312: ErrorCode(
            reaction: .fail(.quota), meaning: "the endpoint's calls for this day are used up",
            chinese: "每天单个接口调用次数超过限制。",
            help: "run it again tomorrow"),
    ]
}
