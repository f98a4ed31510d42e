// Each counter is a hash: `total`, `oldest` and `newest` (slots), and what was taken in each slot under its number.
// A take reads the total; slots that have left the window are taken off it when they are met, each once.

/**
 * KEYS: the counters. ARGV: length of a slot in ms, the latest time it may run, then limit and amount of each counter.
 * Gives 1 taken, 0 refused, -1 too late; the slot; the time in ms; then used, reset in ms and wait in ms of each.
 */
export const takeScript = `
local window = 61
local slot_ms, not_after = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not_after > 0 and now > not_after then return {-1, 0, now} end

local slot = math.floor(now / slot_ms)
local counters = {}
for index, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'total', 'oldest', 'newest')
  local counter = {
    total = tonumber(kept[1]) or 0, oldest = tonumber(kept[2]), newest = tonumber(kept[3]),
    limit = tonumber(ARGV[index * 2 + 1]), amount = tonumber(ARGV[index * 2 + 2]), wait = 0
  }
  -- A clock set back a little stands still; one set back by more than a window begins anew.
  if counter.newest and counter.newest - slot >= window then
    redis.call('DEL', key)
    counter.total, counter.oldest, counter.newest = 0, nil, nil
  elseif counter.newest and counter.newest > slot then
    slot = counter.newest
  end
  counters[index] = counter
end

local function values(key, from, to)
  local fields = {}
  for field = from, to do fields[#fields + 1] = field end
  return redis.call('HMGET', key, unpack(fields)), fields
end

local taken = 1
for index, key in ipairs(KEYS) do
  local counter = counters[index]
  if counter.newest and counter.newest <= slot - window then
    redis.call('DEL', key)
    counter.total, counter.oldest, counter.newest = 0, nil, nil
  elseif counter.oldest and counter.oldest <= slot - window then
    local gone, fields = values(key, counter.oldest, slot - window)
    for _, value in ipairs(gone) do counter.total = counter.total - (tonumber(value) or 0) end
    counter.oldest = slot - window + 1
    redis.call('HDEL', key, unpack(fields))
    redis.call('HSET', key, 'total', counter.total, 'oldest', counter.oldest)
  end
  local excess = counter.total + counter.amount - counter.limit
  if counter.amount > 0 and excess > 0 then
    taken = 0
    local free_at = slot + window
    if counter.oldest then
      local freed = 0
      for offset, value in ipairs((values(key, counter.oldest, counter.newest))) do
        freed = freed + (tonumber(value) or 0)
        if freed >= excess then
          free_at = counter.oldest + offset - 1 + window
          break
        end
      end
    end
    counter.wait = math.max(1, free_at * slot_ms - now)
  end
end

local result = {taken, slot, now}
for index, key in ipairs(KEYS) do
  local counter = counters[index]
  if taken == 1 and counter.amount > 0 then
    counter.total = counter.total + counter.amount
    counter.newest = slot
    redis.call('HINCRBY', key, slot, counter.amount)
    redis.call('HSET', key, 'total', counter.total, 'oldest', counter.oldest or slot, 'newest', slot)
    redis.call('PEXPIRE', key, (window + 1) * slot_ms)
  end
  local reset = 0
  if counter.total > 0 then reset = math.max(0, (counter.newest + window) * slot_ms - now) end
  result[#result + 1] = counter.total
  result[#result + 1] = reset
  result[#result + 1] = counter.wait
end
return result
`;

/** KEYS: the counters. ARGV: the slot, then the change of each. What is not in the window any more stays as it is. */
export const correctScript = `
for index, key in ipairs(KEYS) do
  local kept = redis.call('HMGET', key, 'total', ARGV[1])
  local total, held = tonumber(kept[1]), tonumber(kept[2])
  if total and held then
    local change = math.max(tonumber(ARGV[index + 1]), -held)
    redis.call('HSET', key, 'total', total + change, ARGV[1], held + change)
  end
end
return 1
`;
