/**
 * Sentences of our own about many things, ten a subject: what reaches any service although it is meant for none of its
 * intents. They stand in for texts of no label where the user has none. Of the subject that a model is about, some may belong
 * to its labels: they are few among all.
 */
export const everydaySentences: readonly string[] = `
will it rain in the mountains tomorrow
how hot does it get here in july
is there going to be frost tonight
which way is the wind blowing
the sky was red this morning
when does the sun set in december
do i need an umbrella this afternoon
it has not snowed for three years
how strong was the storm last night
the fog never lifted all day
who won the match yesterday evening
how many players are in a volleyball team
the goalkeeper was sent off in the first half
when does the season start again
my knee hurts after running
what is the world record for the high jump
is the swimming pool open on sundays
we lost by two points in extra time
how do i string a tennis racket
the referee stopped the fight
recommend a film for a rainy evening
who plays the detective in that series
the ending of the book made no sense
turn the music down a little
what was the name of that song from the eighties
is there a sequel to this novel
the concert starts at half past eight
how long is the director's cut
i cannot get this melody out of my head
which museum has the dinosaur bones
my dog will not eat its food
how often should i brush a long haired cat
the hamster escaped again
do goldfish need a heater
what do hedgehogs eat in winter
our parrot says good morning to everyone
how old can a tortoise get
the vet says it is only a tick
why do horses sleep standing up
is this spider dangerous
when should i prune the apple tree
slugs are eating all my lettuce
how deep do tulip bulbs go
the lawn has turned yellow
can i grow lemons on a balcony
what is the purple flower by the gate
the tomatoes split after the rain
how do i keep birds off the cherries
this soil is mostly clay
when can i sow carrots
how far is the moon from the earth
what is the square root of two
who discovered penicillin
why is the sea salty
explain how a rainbow forms
what does mitochondria mean
is glass a liquid
how many bones does a baby have
what is the opposite of entropy
when did the last ice age end
book two seats on the night train to vienna
how long is the ferry crossing
my suitcase did not arrive
which bus goes to the old harbour
is there a toll on this motorway
the flight was delayed by four hours
do i need a visa for chile
where can i rent a bicycle
our hotel room has no window
the taxi driver took the long way
my back hurts when i sit
how much sleep does a teenager need
the rash came back after a week
is it safe to take both tablets together
i have an appointment with the dentist
what is a normal resting pulse
the baby has had a fever since monday
how do i stop hiccups
my glasses give me a headache
should i put ice on a sprained ankle
the printer says it is out of paper
how do i take a screenshot on this laptop
my phone does not charge any more
which cable do i need for the monitor
the screen flickers when i scroll
how do i undo the last commit
is this app available for tablets
the keyboard types the wrong letters
how much memory does the game need
my headphones will not pair
the engine makes a knocking noise
how often do i change the oil
the left indicator does not blink
what pressure should the tyres have
somebody scratched my car door
is diesel cheaper across the border
the battery was flat this morning
how do i get a resident parking permit
the brakes squeal in the rain
i passed my driving test
when is the essay due
how do you spell accommodation
the teacher gave us too much homework
what is the capital of mongolia
i failed the chemistry exam
how do i cite a web page
translate good night into finnish
is there a scholarship for music students
our school trip goes to the coast
what is the difference between its and it's
write me a poem about autumn
tell me a joke about penguins
what should i call my new boat
do you believe in ghosts
how old are you
who made you
sing happy birthday
what is your favourite colour
are you a robot
guess which number i am thinking of
my sister is getting married in may
how do i apologise to a friend
the neighbours were shouting all night
what do you give a ten year old boy
grandma wants to learn to swim
i do not know anybody at this party
we have been together for seven years
how do i tell my parents
the twins started walking last week
nobody came to my birthday
the boiler stopped working
who do i call about a gas smell
the new tenants have a piano
how do i get candle wax out of a carpet
the bathroom door does not lock
is the heating included in the rent
the lift has been broken since friday
what colour goes with dark green walls
the washing machine leaks at the bottom
we are moving house in march
what time is the general election result
the mayor opened the new bridge
how many seats does the parliament have
there was a strike at the docks
who is the president of brazil
the trial starts next monday
police closed the road after the accident
what did the prime minister say
the museum theft is still unsolved
farmers blocked the motorway with tractors
does this jacket come in a smaller size
the zip on my boots is broken
what do i wear to a funeral
these trousers shrank in the wash
how do i tie a bow tie
is wool warmer than fleece
the hem came undone
i need a hat for the wedding
which shoes are good for wide feet
can this coat be dry cleaned
my manager never answers emails
how do i ask for a raise
the meeting was moved to thursday
she is on parental leave until june
i would like to work from home on fridays
where do i hand in my time sheet
they are hiring two electricians
the interview lasted three hours
how many days of holiday do i have left
our office smells of fresh paint
we saw dolphins from the cliff
how high is that peak
the trail is closed after the landslide
where can we pitch a tent
do bears live in this forest
the river was too deep to cross
which stars are visible in august
the lighthouse was built two hundred years ago
we got lost without a map
is the water in this stream safe
the chess club meets on wednesdays
how does the knight move
i am knitting a scarf for my aunt
what glue sticks metal to wood
my camera takes blurry pictures at night
the puzzle has a thousand pieces
how do i sharpen a chisel
she paints only in watercolour
which clay is best for beginners
roll the dice again
the parcel shop is next to the bakery
do you have stamps for abroad
the library is closed for repairs
where is the lost property office
how do i register a birth
the queue goes around the corner
my passport expires in april
which bin does broken glass go in
the street lamp in front of our house is out
when are the leaves collected
`
  .trim()
  .split("\n");
