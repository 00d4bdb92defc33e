module stormpetrel.test/profiles

go 1.19
