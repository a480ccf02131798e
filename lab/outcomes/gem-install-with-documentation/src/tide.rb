# The tides of one harbour.
module Tide
  # The word for now.
  def self.now = "high water"
end
