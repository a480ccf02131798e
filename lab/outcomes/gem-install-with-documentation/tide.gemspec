Gem::Specification.new do |gem|
  gem.name = "tide"
  gem.version = "1.0.0"
  gem.summary = "The tides of one harbour"
  gem.authors = ["Ada Harbour"]
  gem.license = "MIT"
  gem.require_paths = ["src"]
  gem.files = ["src/tide.rb"]
end
