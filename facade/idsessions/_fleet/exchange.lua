-- One exchange of a member with its fleet: it reports what it holds, wants and has seen, and gets permits to send.
--
-- KEYS  bucket: what is known of the limit; crew: its members; width: what all members of the origin hold
-- ARGV  the fields of the report, in the order of `_arguments` in redis_store.py
-- Returns permits, seconds to wait, epoch, members, closed, refused, remaining (-1: unknown), seconds to the reset, limit
--
-- All moments are of Redis's clock, in seconds; a report has only durations. What a member holds is absolute: if a response is
-- lost, the next report corrects it.
local BATCH, POLL, SILENT, GONE, PROBE, SAME = 16, 0.04, 30, 120, 4, 2

local bucket, crew, width = KEYS[1], KEYS[2], KEYS[3]
local now, me = tonumber(ARGV[1]), ARGV[2]
local holds, wants = tonumber(ARGV[3]), tonumber(ARGV[4])
local limit, remaining, resets_in, sent_ago = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local closes_for, close_epoch, let_in_epoch = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local accepted, crowded = tonumber(ARGV[12]), tonumber(ARGV[13])
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] + time[2] / 1000000
end

local function read(key)
  local flat, found = redis.call('HGETALL', key), {}
  for i = 1, #flat, 2 do found[flat[i]] = flat[i + 1] end
  return found
end
local b = read(bucket)
local is_new = next(b) == nil
local function known(name, default) return tonumber(b[name]) or default end
local epoch, window = known('epoch', 1), known('window', 1)
local left, first, size, taken = known('left', -1), known('first', 0), known('size', 0), known('taken', 0)
local resets, left_at = known('resets', 0), known('left_at', 0)
local closed, refused, closed_until = known('closed', 0), known('refused', 0), known('closed_until', 0)
local closed_at, probe, probed_at = known('closed_at', 0), b.probe or '', known('probed_at', 0)
local opened_at, pause, admitted, rate = known('opened_at', now), known('pause', 0), known('admitted', 0), known('rate', -1)

-- The members. Those silent for long hold nothing.
local out, members, wanted, least, got = holds, 1, wants, nil, 0
for name, text in pairs(read(crew)) do
  local held, heard, want, had, of = string.match(text, '(%S+) (%S+) (%S+) (%S+) (%S+)')
  held, heard, want, had = tonumber(held), tonumber(heard), tonumber(want), tonumber(had)
  if tonumber(of) ~= window then had = 0 end
  if name == me then
    got = had
  elseif now - heard > GONE then
    redis.call('HDEL', crew, name)
  else
    members = members + 1
    if now - heard <= SILENT then
      out = out + held
      if want > 0 and now - heard < 0.5 then
        wanted = wanted + want
        if not least or had < least then least = had end
      end
    end
  end
end

local function close(until_, by_refusal)
  if closed == 0 then closed_at = now end
  closed, closed_until, refused, probe, epoch = 1, until_, by_refusal, '', epoch + 1
end
local function next_window(count, reset)
  left, first, resets, left_at, taken, got, window, least = count, count, reset, now, 0, 0, window + 1, least and 0
end

-- What the member has seen.
admitted = admitted + accepted
if closes_for > 0 and (is_new or close_epoch == epoch) then close(now + closes_for, 1) end
if closed == 1 and let_in_epoch == epoch then
  local lasted = now - opened_at
  if refused == 1 and lasted > 0 and admitted > 0 then rate = admitted / lasted end
  closed, probe, opened_at, pause, admitted = 0, '', now, now - closed_at, accepted
end
if remaining >= 0 and resets_in > 0 then
  local reset = now + resets_in
  if left < 0 or resets <= now or reset > resets + SAME then
    next_window(remaining, reset)
  elseif reset > resets - SAME then
    resets = math.min(resets, reset)
    if remaining < left or now - sent_ago > left_at then left, left_at = remaining, now end
  end
  size, taken = limit, taken + accepted
end
if left == 0 and resets > now and closed == 0 then close(resets, 0) end

-- How many requests the server accepts at once, all buckets together.
local widest, total = -1, holds
local crowd = redis.call('HGETALL', width)
for i = 1, #crowd, 2 do
  if crowd[i] == 'max' then
    widest = tonumber(crowd[i + 1])
  elseif crowd[i] ~= me then
    local held, heard = string.match(crowd[i + 1], '(%S+) (%S+)')
    if now - heard <= SILENT then total = total + held else redis.call('HDEL', width, crowd[i]) end
  end
end
if crowded > 0 then
  widest = math.max(1, widest < 0 and total or math.min(widest, total))
elseif widest > 0 then
  widest = widest + accepted * 0.25 / widest
end

-- What it may send.
if probe == me and holds == 0 then probe = '' end
local grant, wait = 0, POLL
if closed == 1 then
  if now < closed_until then
    wait = closed_until - now
  elseif wants > 0 and (probe == '' or now - probed_at > PROBE) then
    grant, probe, probed_at = 1, me, now
  end
elseif wants > 0 then
  local free
  if left >= 0 then
    if resets <= now then next_window(math.max(size, first), now + 1.5) end
    local fallen = first - left
    local share = fallen > 0 and math.min(1, taken / fallen) or 1
    free = math.floor(left * share) - out
    if free < 1 and out == 0 and left >= 1 then free = 1 end
  else
    -- Nothing is known: one call, then two more for each that is accepted.
    free = 1 + 2 * admitted - out
    if rate > 0 then
      local passed = now - opened_at
      local due = rate * (passed + (pause >= 5 and pause or 0))
      local more = pause >= 5 and 1 + 2 * math.max(0, admitted - due) or 2 ^ math.min(passed / 3, 30) / 4 + 1
      free = math.min(free, math.floor(due + more - admitted - out))
      if free < 1 and out == 0 then wait = math.max(POLL, (1 - due - more + admitted) / rate) end
    end
  end
  if widest > 0 then free = math.min(free, math.floor(widest) - total) end
  grant = math.min(wants, free, BATCH, math.max(1, math.floor(free / (2 * members))))
  -- When there is not enough for all, nobody gets far ahead of a member that wants more.
  if least and wanted > free then grant = math.min(grant, least + math.max(1, math.floor(free / (2 * members))) - got) end
  grant = math.max(0, grant)
end
holds, got, total = holds + grant, got + grant, total + grant

redis.call('HSET', bucket, 'epoch', epoch, 'window', window, 'left', left, 'first', first, 'size', size, 'taken', taken,
  'resets', string.format('%.6f', resets), 'left_at', string.format('%.6f', left_at), 'closed', closed, 'refused', refused,
  'closed_until', string.format('%.6f', closed_until), 'closed_at', string.format('%.6f', closed_at), 'probe', probe,
  'probed_at', string.format('%.6f', probed_at), 'opened_at', string.format('%.6f', opened_at), 'pause', pause,
  'admitted', admitted, 'rate', rate)
redis.call('HSET', crew, me, string.format('%d %.6f %d %d %d', holds, now, wants - math.min(wants, grant), got, window))
redis.call('HSET', width, me, string.format('%d %.6f', holds, now))
if widest > 0 then redis.call('HSET', width, 'max', widest) end
local keep = math.ceil(math.max(600, resets - now + 60, closed_until - now + 60))
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, math.min(keep, 86400)) end
local counted = left >= 0 and resets > now
return {grant, tostring(wait), epoch, members, closed, refused, counted and left or -1, tostring(resets - now), size}
