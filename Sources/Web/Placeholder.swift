import Hummingbird
import Mustache
import Logging
import ServiceLifecycle
import Crypto
enum WebPlaceholder {}
