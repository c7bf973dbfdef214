import Yams
import Mustache
enum DeliveryPlaceholder {}
