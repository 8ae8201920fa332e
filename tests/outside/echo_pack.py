"""A shop whose one pack hands back what comes in: to see that nothing is changed on the way."""
import os
import tempfile

import program

PACK = """
pack { name = "echo", version = "1.0.0", api = 1, about = "Hands back what comes in" }

-- A fresh copy, leaf by leaf, as a pack would make one that knows nothing of the shape.
local function copy(value)
  if type(value) == "string" or type(value) == "number" or type(value) == "boolean" then
    return value
  end
  local made = {}
  for key, inner in pairs(value) do made[key] = copy(inner) end
  return made
end

rule "pass" {
  on = "platform.*",
  run = function(event, ctx)
    return { action { type = "platform.echo", data = { all = event.data } } }
  end,
}

rule "copy" {
  on = "platform.*",
  run = function(event, ctx)
    return { action { type = "platform.copy", data = { all = copy(event.data) } } }
  end,
}

rule "hears" {
  on = "message.received",
  run = function(event, ctx)
    return { action { type = "platform.heard", data = { text = event.message.text } } }
  end,
}
"""


class Shop:
    """The shop as a folder that is there while the block lasts; gives the program's options."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="zg-")
        shop, rules = (os.path.join(self.folder.name, name) for name in ("shop", "rules"))
        program.write(os.path.join(shop, "shop.lua"),
                      'shop { id = "echo", sources = { "*" }, packs = { echo = {} } }\n')
        program.write(os.path.join(rules, "echo", "pack.lua"), PACK)
        return ["--shop", shop, "--rules", rules]

    def __exit__(self, *_):
        self.folder.cleanup()
